"""The CEM decision of `craik bench plan` in PyTorch. Prints one JSON object: {"cem256x12x5": milliseconds per decision}.

256 candidates, horizon 12, 5 iterations, 26 elites; z 32, action 3, LSTM 256, 5 mixtures for each latent dimension, the next z
is the mixture's mean. `python3 plan_peer.py [--threads N] [--runs N] [--device cpu|cuda]`
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

CANDIDATES, HORIZON, ITERATIONS, ELITES = 256, 12, 5, 26
LATENTS, ACTIONS, HIDDEN, MIXTURES = 32, 3, 256, 5


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


@torch.no_grad()
def returns(cell, head, actions):
    device = actions.device
    z = torch.zeros(CANDIDATES, LATENTS, device=device)
    state = (torch.zeros(CANDIDATES, HIDDEN, device=device), torch.zeros(CANDIDATES, HIDDEN, device=device))
    total = torch.zeros(CANDIDATES, device=device)
    for action in actions.unbind(1):
        state = cell(torch.cat((z, action), dim=1), state)
        heads = head(state[0])
        logits, mean = heads[:, : 2 * MIXTURES * LATENTS].reshape(CANDIDATES, 2, MIXTURES, LATENTS).unbind(1)
        z = (logits.softmax(1) * mean).sum(1)
        total += heads[:, -2]
    return total


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    cell = nn.LSTMCell(LATENTS + ACTIONS, HIDDEN).to(device)
    head = nn.Linear(HIDDEN, 3 * MIXTURES * LATENTS + 2).to(device)

    def decide():
        mean, std = torch.zeros(HORIZON, ACTIONS, device=device), torch.ones(HORIZON, ACTIONS, device=device)
        for _ in range(ITERATIONS):
            noise = torch.randn(CANDIDATES, HORIZON, ACTIONS, device=device)
            actions = (mean + std * noise).clamp(-1, 1)
            best = actions[returns(cell, head, actions).topk(ELITES).indices]
            mean, std = best.mean(0), best.std(0)
        # Reading the action waits for the device.
        return mean[0].tolist()

    for _ in range(2):
        decide()
    times = []
    for _ in range(options.runs):
        start = time.perf_counter()
        decide()
        times.append(time.perf_counter() - start)
    print(json.dumps({"cem256x12x5": 1000 * statistics.median(times)}))


main()
