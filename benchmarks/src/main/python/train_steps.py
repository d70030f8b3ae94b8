"""PyTorch's side of the training benchmark: forward, backward and a step of Adam, asked for over standard input.

    python train_steps.py lstm|mlp BATCH THREADS

Says "ready VERSION" once warm; answers each line SECONDS with the milliseconds of the steps that it made in that time, as a JSON list.
"""

import json
import sys
import time

import torch
from torch import nn

work, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(32, 128, batch_first=True), nn.Linear(128, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


if work == "lstm":
    model, loss_of = Lstm(), nn.MSELoss()
    x, y = torch.randn(batch, 100, 32), torch.randn(batch, 1)
else:
    model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    loss_of = nn.CrossEntropyLoss()
    x, y = torch.randn(batch, 784), torch.randint(0, 10, (batch,))
optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)


def step():
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model(x), y)
    loss.backward()
    optimizer.step()
    loss.item()
    return 1e3 * (time.perf_counter() - start)


def steps(seconds):
    end = time.perf_counter() + seconds
    times = []
    while time.perf_counter() < end:
        times.append(step())
    return times


steps(2)
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    print(json.dumps([round(t, 4) for t in steps(float(line))]), flush=True)
