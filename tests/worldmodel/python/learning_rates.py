"""Learning rates of PyTorch's schedulers.

    python3 learning_rates.py '[{"steps", "start", "end", "shape": "cosine" | "linear" | "exponential" | null, "warmUp"}, ...]'

Prints a list of the rates of every step for each schedule; without a shape the rate stays after the warm-up.
"""
import json
import sys
import warnings

import torch
from torch.optim import lr_scheduler

# Schedulers are stepped without the optimiser.
warnings.simplefilter("ignore")


def scheduler_of(optimiser, schedule):
    steps = schedule["steps"] - schedule["warmUp"]
    ratio = schedule["end"] / schedule["start"]
    after = {
        "cosine": lambda: lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=schedule["end"]),
        "linear": lambda: lr_scheduler.LinearLR(optimiser, 1, ratio, total_iters=steps),
        "exponential": lambda: lr_scheduler.ExponentialLR(optimiser, ratio ** (1 / steps)),
        None: lambda: lr_scheduler.ConstantLR(optimiser, 1, 1),
    }[schedule["shape"]]()
    if not schedule["warmUp"]:
        return after
    # The first rate is 1 / warmUp of the whole, and the last one of the warm-up is the whole.
    rise = lr_scheduler.LinearLR(optimiser, 1 / schedule["warmUp"], 1, total_iters=max(1, schedule["warmUp"] - 1))
    return lr_scheduler.SequentialLR(optimiser, [rise, after], [schedule["warmUp"]])


def rates_of(schedule):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=schedule["start"])
    scheduler = scheduler_of(optimiser, schedule)
    rates = []
    for _ in range(schedule["steps"]):
        rates.append(optimiser.param_groups[0]["lr"])
        scheduler.step()
    return rates


print(json.dumps([rates_of(schedule) for schedule in json.loads(sys.argv[1])]))
