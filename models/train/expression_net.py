"""The expression network: a compact SE-ResNet over 48x48 grey faces (0.96 M parameters, 56 M multiply-adds).

Input [N, 1, 48, 48], grey 0-255; each picture is standardised inside. Output [N, 7], logits in the order of CLASSES.
"""

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = ["HAPPY", "SURPRISED", "CALM", "ANGRY", "FEAR", "DISGUSTED", "SAD"]
SIDE = 48


class SqueezeExcitation(nn.Module):
    """Hu et al. 2018: channels are weighted by what the whole picture holds."""

    def __init__(self, channels, reduction=8):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, channels // reduction, 1)
        self.excite = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x):
        weights = self.excite(F.relu(self.squeeze(x.mean((2, 3), keepdim=True))))
        return x * torch.sigmoid(weights)


class Block(nn.Module):
    """Two 3x3 convolutions with squeeze-and-excitation; the shortcut is average-pooled (He et al. 2019, ResNet-D)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.attention = SqueezeExcitation(outputs)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            pool = nn.AvgPool2d(2) if stride == 2 else nn.Identity()
            self.shortcut = nn.Sequential(
                pool, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
            )
        nn.init.zeros_(self.norm2.weight)

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.attention(self.norm2(self.conv2(y)))
        return F.relu(y + self.shortcut(x))


class ExpressionNet(nn.Module):
    def __init__(self, widths=(16, 32, 64, 160), depths=(1, 2, 2), dropout=0.2):
        super().__init__()
        layers = [nn.Conv2d(1, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
        inputs = widths[0]
        for outputs, count in zip(widths[1:], depths, strict=True):
            for index in range(count):
                layers.append(Block(inputs, outputs, 2 if index == 0 else 1))
                inputs = outputs
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(inputs, len(CLASSES))

    def forward(self, x):
        # Contrast normalisation; the 8 keeps the noise of a flat picture small.
        centred = x - x.mean((1, 2, 3), keepdim=True)
        spread = (centred * centred).mean((1, 2, 3), keepdim=True).sqrt()
        return self.head(self.drop(self.body(centred / (spread + 8.0)).mean((2, 3))))
