"""The MDN-RNN training step of `craik bench train` in PyTorch. Prints one JSON object: {"rnnTransitionsPerSecond": ...}.

Batch 64 x 32 steps; z 32, action 3, LSTM 256, 5 mixtures for each latent dimension, reward and termination heads;
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


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device)
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

    for _ in range(2):
        step()
    times = []
    for _ in range(options.runs):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(json.dumps({"rnnTransitionsPerSecond": BATCH * STEPS / statistics.median(times)}))


main()
