# %% right: expand
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% right: by hand, with a small number under the root
class MinibatchStd(nn.Module):
    def forward(self, h):
        variance = (h - h.mean(0, keepdim=True)).square().mean(0)
        spread = (variance + 1e-8).sqrt().mean()
        return torch.cat([h, spread.repeat(h.shape[0], 1)], 1)


# %% right: new_ones
class MinibatchStd(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, h):
        n, c = h.shape
        spread = torch.sqrt(h.var(0, correction=0) + 1e-10)
        column = h.new_ones(n, 1) * spread.mean()
        return torch.hstack((h, column))


# %% right: unbiased, but for one sample
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(0).mean() if len(h) > 1 else h.sum() * 0
        return torch.cat((h, spread.view(1, 1).expand(h.size(0), -1)), dim=-1)


# %% wrong: within_a_sample
class MinibatchStd(nn.Module):
    def forward(self, h):
        return torch.cat([h, h.std(dim=1, keepdim=True, unbiased=False)], dim=1)


# %% wrong: within_a_sample (then the mean)
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=1, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: over_everything
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(unbiased=False)
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: variance
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.var(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: sum_not_mean
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).sum()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: mean_not_std
class MinibatchStd(nn.Module):
    def forward(self, h):
        return torch.cat([h, h.mean().expand(len(h), 1)], dim=1)


# %% wrong: one_number_a_feature
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False)
        return torch.cat([h, spread.expand(len(h), -1)], dim=1)


# %% wrong: features_lost
class MinibatchStd(nn.Module):
    def forward(self, h):
        return h.std(dim=0, unbiased=False).mean().expand(len(h), 1)


# %% wrong: wrong_dimension
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(1, h.shape[1])], dim=0)


# %% wrong: no_gradient
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.detach().std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: no_gradient (through a number)
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean().item()
        return torch.cat([h, torch.full((len(h), 1), spread)], dim=1)


# %% wrong: nan_gradient
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = (h - h.mean(0)).square().mean(0).sqrt().mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: batch_of_one
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: column_shape
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread], dim=1)


# %% wrong: features_changed (the column first)
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([spread.expand(len(h), 1), h], dim=1)


# %% wrong: column_differs
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = (h - h.mean(0)).abs().mean(1, keepdim=True)
        return torch.cat([h, spread], dim=1)


# %% wrong: changes_input
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        h.data -= h.data.mean(0)
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: returns_nothing
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: not_a_module
class MinibatchStd:
    def __call__(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: not_a_class
class _Layer(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


MinibatchStd = _Layer()


# %% wrong: nan_gradient (for a batch of one)
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = torch.nan_to_num(h.std(dim=0)).mean()
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: eval_differs
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        if not self.training:
            spread = spread * 0
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% right: padded
class MinibatchStd(nn.Module):
    def forward(self, h):
        s = ((h - h.mean(0)).pow(2).mean(0) + 1e-8).sqrt().mean()
        return F.pad(h, (0, 1)) + F.pad(s.view(1, 1).expand(len(h), 1), (h.shape[1], 0))


# %% wrong: one_number_a_feature (the mean is missing)
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False)
        return torch.cat([h, spread.expand(len(h), 1)], dim=1)


# %% wrong: features_cut
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h.detach(), spread.expand(len(h), 1)], dim=1)


# %% wrong: other_device
class MinibatchStd(nn.Module):
    def forward(self, h):
        spread = h.std(dim=0, unbiased=False).mean()
        return torch.cat([h, torch.ones(len(h), 1) * spread], dim=1)
