"""The two training steps of `craik bench train` in PyTorch. Prints one JSON object:
{"vaeSamplesPerSecond": ..., "rnnTransitionsPerSecond": ...}.

V: Ha & Schmidhuber's convolutions, 4,348,547 parameters; batch 100 of 64 x 64 x 3 pixels, z 32; summed squared error and divergence floored
at 0.5 a latent; Adam. M: batch 64 x 32 steps; z 32, action 3, LSTM 256, 5 mixtures for each latent dimension, reward and termination heads;
gradients clipped by value at 1, Adam. `python3 train_peer.py [--threads N] [--runs N] [--device cpu|cuda]`
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

BATCH, STEPS, LATENTS, ACTIONS, HIDDEN, MIXTURES = 64, 32, 32, 3, 256, 5
HEAD = LATENTS * MIXTURES
PICTURES = 100


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def negative_log_likelihood(heads, target):
    """Per latent dimension, by hand: torch.distributions takes longer."""
    logits, mean, log_deviation = heads[..., : 3 * HEAD].reshape(STEPS, BATCH, 3, MIXTURES, LATENTS).unbind(2)
    distance = (target.unsqueeze(2) - mean) * (-log_deviation).exp()
    joint = logits - 0.5 * distance.square() - log_deviation
    return (logits.logsumexp(2) - joint.logsumexp(2)).mean() + 0.9189385332046727


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.ModuleList(nn.Conv2d(i, o, 4, 2) for i, o in ((3, 32), (32, 64), (64, 128), (128, 256)))
        self.posterior = nn.Linear(1024, 2 * LATENTS)
        self.dense = nn.Linear(LATENTS, 1024)
        sizes = ((1024, 128, 5), (128, 64, 5), (64, 32, 6), (32, 3, 6))
        self.decoder = nn.ModuleList(nn.ConvTranspose2d(i, o, kernel, 2) for i, o, kernel in sizes)

    def forward(self, x):
        for layer in self.encoder:
            x = functional.relu(layer(x))
        mu, log_var = self.posterior(x.flatten(1)).chunk(2, 1)
        y = self.dense(mu + (0.5 * log_var).exp() * torch.randn_like(mu))[:, :, None, None]
        for layer in self.decoder[:-1]:
            y = functional.relu(layer(y))
        return torch.sigmoid(self.decoder[-1](y)), mu, log_var


def vae_step(device):
    vae = Vae().to(device)
    assert sum(weights.numel() for weights in vae.parameters()) == 4_348_547
    optimiser = torch.optim.Adam(vae.parameters(), lr=1e-4)
    pixels = torch.rand(PICTURES, 3, 64, 64, device=device)

    def step():
        y, mu, log_var = vae(pixels)
        divergence = 0.5 * (mu.square() + log_var.exp() - log_var - 1).sum(1)
        loss = (y - pixels).square().sum() / PICTURES + divergence.clamp(min=0.5 * LATENTS).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def rnn_step(device):
    memory = nn.LSTM(LATENTS + ACTIONS, HIDDEN).to(device)
    head = nn.Linear(HIDDEN, 3 * HEAD + 2).to(device)
    weights = [*memory.parameters(), *head.parameters()]
    optimiser = torch.optim.Adam(weights, lr=1e-3)
    inputs = torch.randn(STEPS, BATCH, LATENTS + ACTIONS, device=device)
    target = torch.randn(STEPS, BATCH, LATENTS, device=device)
    reward = torch.randn(STEPS, BATCH, device=device)
    ended = (torch.rand(STEPS, BATCH, device=device) < 0.01).float()

    def step():
        heads = head(memory(inputs)[0])
        loss = negative_log_likelihood(heads, target)
        loss = loss + functional.mse_loss(heads[..., -2], reward)
        loss = loss + functional.binary_cross_entropy_with_logits(heads[..., -1], ended)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(weights, 1.0)
        optimiser.step()
        # Reading the loss waits for the device.
        return loss.item()

    return step


def median_seconds(step, runs):
    for _ in range(2):
        step()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    figures = {
        "vaeSamplesPerSecond": PICTURES / median_seconds(vae_step(device), options.runs),
        "rnnTransitionsPerSecond": BATCH * STEPS / median_seconds(rnn_step(device), options.runs),
    }
    print(json.dumps(figures))


main()
