"""Several training steps of V, of M, and of actor and critic in PyTorch, from the weights and batches in a JSON file.

    python3 training_steps.py case.json

The case: {"model": "vae" | "rnn" | "imagination", "weights", "batches": [{name: [...]}], "learningRate", "optimiser", and the sizes below}.
Prints {"losses": [...], "weights": {name: [...]}, "averages": {name: [...]}} after the last step. Everything is float64, so that
the difference to a float32 implementation is that implementation's rounding.
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def shaped(values, *shape):
    return torch.tensor(values, dtype=torch.float64).reshape(*shape)


def perceptrons(case, weights, dense):
    layers = range(len(case["hidden"]))

    def through(side, y):
        for layer in layers:
            y = F.relu(dense(f"vae.{side}.{layer}", y))
        return y

    return lambda x: through("encoder", x), lambda z: dense("vae.reconstruction", through("decoder", z))


def convolutions(case, weights, dense):
    """Pictures are channels last in the case; PyTorch's are channels first, and so are its features."""

    def encode(x):
        y = x.reshape(-1, 64, 64, 3).permute(0, 3, 1, 2)
        for layer in range(4):
            weight = weights[f"vae.encoder.{layer}.weight"]
            weight = weight.reshape(4, 4, -1, weight.shape[1]).permute(3, 2, 0, 1)
            y = F.relu(F.conv2d(y, weight, weights[f"vae.encoder.{layer}.bias"], stride=2))
        return y.permute(0, 2, 3, 1).reshape(len(x), -1)

    def decode(z):
        y = dense("vae.dense", z)[:, :, None, None]
        for layer, size in enumerate((5, 5, 6, 6)):
            weight, bias = weights[f"vae.decoder.{layer}.weight"], weights[f"vae.decoder.{layer}.bias"]
            weight = weight.reshape(weight.shape[0], size, size, -1).permute(0, 3, 1, 2)
            y = F.conv_transpose2d(y, weight, bias, stride=2)
            y = F.relu(y) if layer < 3 else torch.sigmoid(y)
        return y.permute(0, 2, 3, 1).reshape(len(z), -1)

    return encode, decode


def vae_loss(case, weights, batch):
    rows, size, latents = case["batch"], case["observations"], case["latents"]

    def dense(name, x):
        return x @ weights[name + ".weight"] + weights[name + ".bias"]

    x = (shaped(batch["observation"], rows, size) - torch.tensor(case["mean"])) / torch.tensor(case["std"])
    encode, decode = (perceptrons if case["kind"] == "perceptron" else convolutions)(case, weights, dense)
    mu, log_var = dense("vae.posterior", encode(x)).chunk(2, dim=1)
    z = mu + torch.exp(0.5 * log_var) * shaped(batch["noise"], rows, latents)
    likelihood = torch.distributions.Normal(decode(z), case["reconstructionStd"])
    # Without the constant of the Gaussian's density, which moves nothing.
    constant = torch.distributions.Normal(0.0, case["reconstructionStd"]).log_prob(torch.tensor(0.0))
    misfit = (constant - likelihood.log_prob(x)).sum(1).mean()
    posterior = torch.distributions.Normal(mu, torch.exp(0.5 * log_var))
    prior = torch.distributions.Normal(0.0, 1.0)
    divergence = torch.distributions.kl_divergence(posterior, prior).sum(1)
    return misfit + divergence.clamp(min=case["divergenceTolerance"] * latents).mean()


def rnn_loss(case, weights, batch):
    rows, steps = case["batch"], case["steps"]
    latents, actions, hidden, mixtures = case["latents"], case["actions"], case["hidden"], case["mixtures"]
    z = shaped(batch["z"], steps, rows, latents)
    x = torch.cat([z, shaped(batch["action"], steps, rows, actions)], dim=2)
    # PyTorch's gates are input, forget, cell, output; its weights are transposed and it has two biases.
    order = [0, 1, 3, 2]
    weight = torch.cat([weights["rnn.lstm.weight"].chunk(4, dim=1)[gate] for gate in order], dim=1)
    bias = torch.cat([weights["rnn.lstm.bias"].chunk(4)[gate] for gate in order])
    cell = torch.nn.LSTMCell(latents + actions, hidden)
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    values = (weight[: latents + actions].T, weight[latents + actions :].T, bias, torch.zeros_like(bias))

    def advance(x_at_step, state):
        return torch.nn.utils.stateless.functional_call(cell, dict(zip(names, values)), (x_at_step, state))

    state = (torch.zeros(rows, hidden), torch.zeros(rows, hidden))
    if case["burnIn"]:
        past_z, past_action = (
            shaped(batch[name], case["burnIn"], rows, size) for name, size in (("pastZ", latents), ("pastAction", actions))
        )
        with torch.no_grad():
            for z_at_step, action_at_step, kept in zip(past_z, past_action, shaped(batch["past"], case["burnIn"], rows, 1)):
                state = tuple(kept * part for part in advance(torch.cat([z_at_step, action_at_step], dim=1), state))
    states = []
    for x_at_step in x:
        state = advance(x_at_step, state)
        states.append(state[0])
    h = torch.stack(states)
    features = h
    if case["headUnits"]:
        features = F.relu(torch.cat([h, x], dim=2) @ weights["rnn.head.weight"] + weights["rnn.head.bias"])
    heads = features @ weights["rnn.heads.weight"] + weights["rnn.heads.bias"]
    joint, gated = case.get("joint", False), case["residual"] == "gated"
    size = mixtures * latents
    sizes = [mixtures if joint else size, size, size] + ([size] if gated else []) + [1, 1]
    logits, mean, log_deviation, *gate, reward, ended = heads.split(sizes, dim=2)
    mean, log_deviation, *gate = (x.reshape(steps, rows, mixtures, latents) for x in (mean, log_deviation, *gate))
    if case["residual"]:
        kept = torch.sigmoid(gate[0] + 3) if gated else 1
        mean = mean + kept * z.unsqueeze(2)
    deviation = log_deviation.clamp(-7, 7).exp()
    if joint:
        components = torch.distributions.Independent(torch.distributions.Normal(mean, deviation), 1)
        shares = torch.distributions.Categorical(logits=logits)
    else:
        components = torch.distributions.Normal(mean.transpose(2, 3), deviation.transpose(2, 3))
        shares = torch.distributions.Categorical(logits=logits.reshape(mean.shape).transpose(2, 3))
    likelihood = torch.distributions.MixtureSameFamily(shares, components).log_prob(
        shaped(batch["nextZ"], steps, rows, latents)
    )
    loss = -likelihood.mean() / (latents if joint else 1)
    loss = loss + case["rewardWeight"] * F.mse_loss(reward, shaped(batch["reward"], steps, rows, 1))
    wanted = shaped(batch["terminated"], steps, rows, 1)
    return loss + case["terminationWeight"] * F.binary_cross_entropy_with_logits(ended, wanted)


def imagination_loss(case, weights, batch, history, ranges):
    """Dreams of the actor in M (Hafner et al. 2020, eq. 4 to 8); `history` are the weights after each step so far, `ranges` those of returns."""
    rows, horizon, actions = case["batch"], case["horizon"], case["actions"]
    latents, hidden, mixtures = case["latents"], case["hidden"], case["mixtures"]
    policy, space = case["policy"], case["actionSpace"]
    discount, last = policy["discount"], len(policy["hidden"])
    frozen = {
        name.replace("rnn.0.", "rnn."): shaped(array["data"], *array["shape"]) for name, array in case["frozen"].items()
    }
    low, high = torch.tensor(space["low"]), torch.tensor(space["high"])

    def network(name, x, arrays):
        for layer in range(last + 1):
            x = x @ arrays[f"{name}.{layer}.weight"] + arrays[f"{name}.{layer}.bias"]
            x = F.silu(x) if layer < last else x
        return x

    def critic(belief, arrays):
        return network("critic", torch.cat(belief, dim=1), arrays).squeeze(1) / (1 - discount)

    def follow(belief, action):
        z, h, c = belief
        gates = torch.cat([z, action, h], dim=1) @ frozen["rnn.lstm.weight"] + frozen["rnn.lstm.bias"]
        enter, forget, leave, cell = gates.chunk(4, dim=1)
        c = torch.sigmoid(forget) * c + torch.sigmoid(enter) * torch.tanh(cell)
        h = torch.sigmoid(leave) * torch.tanh(c)
        features = h
        if case["headUnits"]:
            features = F.relu(torch.cat([h, z, action], dim=1) @ frozen["rnn.head.weight"] + frozen["rnn.head.bias"])
        heads = features @ frozen["rnn.heads.weight"] + frozen["rnn.heads.bias"]
        size = mixtures * latents
        logits, offsets = heads[:, :size], heads[:, size : 2 * size]
        shares = torch.softmax(logits.reshape(rows, mixtures, latents), dim=1)
        means = offsets.reshape(rows, mixtures, latents) + (z.unsqueeze(1) if case["residual"] else 0)
        return ((shares * means).sum(1), h, c), heads[:, 3 * size], torch.sigmoid(heads[:, 3 * size + 1])

    beta = case["optimiser"]["averaging"]
    slow = weights
    if beta is not None:
        slow = {
            name: average([past[name] for past in history], beta) if history else torch.zeros_like(w)
            for name, w in weights.items()
        }
    slow = {name: w.detach() for name, w in slow.items()}
    noise = shaped(batch["noise"], horizon, rows, actions)
    belief = tuple(shaped(batch[part], rows, latents if part == "z" else hidden) for part in ("z", "h", "c"))
    values, rewards, discounts, entropies, alive = [], [], [], [], torch.ones(rows)
    expected, shares = [], []
    for draw in noise:
        expected.append(critic(tuple(part.detach() for part in belief), weights))
        shares.append(alive.detach())
        mean, spread = network("actor", torch.cat(belief, dim=1), weights).chunk(2, dim=1)
        normal = torch.distributions.Normal(5 * torch.tanh(mean / 5), 0.1 + 0.9 * torch.sigmoid(spread + 2))
        squash = torch.distributions.TanhTransform()
        raw = normal.mean + normal.stddev * draw
        choice = torch.tanh(raw)
        log_density = normal.log_prob(raw) - squash.log_abs_det_jacobian(raw, choice)
        entropies.append(-log_density.sum(1))
        belief, reward, ended = follow(belief, low + (choice + 1) / 2 * (high - low))
        rewards.append(reward)
        discounts.append(discount * (1 - ended))
        alive = alive * discounts[-1]
        values.append(critic(belief, slow))
    returns, later = [], values[-1]
    for step in reversed(range(horizon)):
        mixed = (1 - case["lambda"]) * values[step] + case["lambda"] * later
        later = rewards[step] + discounts[step] * mixed
        returns.insert(0, later)
    returns, expected, shares = torch.stack(returns), torch.stack(expected), torch.stack(shares)
    flat = returns.detach().flatten().sort().values
    ranges.append(flat[math.ceil(0.95 * len(flat)) - 1] - flat[math.ceil(0.05 * len(flat)) - 1])
    divisor = max(1.0, average(ranges, 0.99).item())
    actor_loss = -(shares * (returns / divisor + case["entropyBonus"] * torch.stack(entropies))).mean()
    critic_loss = 0.5 * (shares * ((1 - discount) * (expected - returns.detach())) ** 2).mean()
    return actor_loss + critic_loss


def optimiser_of(case, weights):
    options = case["optimiser"]
    rule = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[options["rule"]]
    groups = [
        {"params": [w for w in weights.values() if w.dim() > 1], "weight_decay": options["weightDecay"]},
        {"params": [w for w in weights.values() if w.dim() <= 1], "weight_decay": 0},
    ]
    betas = (options["beta1"], options["beta2"])
    return rule(groups, lr=case["learningRate"], betas=betas, eps=options["epsilon"])


def average(history, beta):
    """By definition: each of the weights so far counts for beta to the power of its age."""
    if beta is None:
        return history[-1]
    shares = [beta**age for age in reversed(range(len(history)))]
    return sum(share * weights for share, weights in zip(shares, history)) / sum(shares)


def main():
    with open(sys.argv[1]) as file:
        case = json.load(file)
    weights = {
        name: torch.tensor(array["data"], dtype=torch.float64).reshape(array["shape"]).requires_grad_()
        for name, array in case["weights"].items()
    }
    optimiser = optimiser_of(case, weights)
    bounds = case["optimiser"]
    history = []
    ranges = []
    loss_of = {
        "vae": vae_loss,
        "rnn": rnn_loss,
        "imagination": lambda *given: imagination_loss(*given, history, ranges),
    }[case["model"]]
    losses = []
    for batch in case["batches"]:
        optimiser.zero_grad()
        loss = loss_of(case, weights, batch)
        loss.backward()
        if bounds["clipNorm"] is not None:
            torch.nn.utils.clip_grad_norm_(weights.values(), bounds["clipNorm"])
        if bounds["clipValue"] is not None:
            torch.nn.utils.clip_grad_value_(weights.values(), bounds["clipValue"])
        optimiser.step()
        losses.append(loss.item())
        history.append({name: w.detach().clone() for name, w in weights.items()})
    averages = {name: average([past[name] for past in history], bounds["averaging"]) for name in weights}
    results = {
        kind: {name: w.detach().flatten().tolist() for name, w in arrays.items()}
        for kind, arrays in (("weights", weights), ("averages", averages))
    }
    print(json.dumps({"losses": losses, **results}))


main()
