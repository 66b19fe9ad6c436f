# %% right: two Adams
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% right: from a list
def two_speeds(G, D, lr_g, ratio):
    return [
        torch.optim.Adam(list(net.parameters()), lr, (0.5, 0.999))
        for net, lr in ((G, lr_g), (D, lr_g * ratio))
    ]


# %% wrong: other_betas
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% wrong: other_betas (twice the first)
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.5))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.5))
    return opt_g, opt_d


# %% wrong: no_ratio
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: ratio_on_g
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: ratio_on_both
def two_speeds(G, D, lr_g, ratio):
    lr = ratio * lr_g
    opt_g = torch.optim.Adam(G.parameters(), lr=lr, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: divided
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_g / ratio, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: ratio_as_rate
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: default_rates
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: wrong_rates (fixed numbers)
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=8e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: default_betas
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g)
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g)
    return opt_g, opt_d


# %% wrong: swapped
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_d, opt_g


# %% wrong: both_networks
def two_speeds(G, D, lr_g, ratio):
    weights = [*G.parameters(), *D.parameters()]
    opt_g = torch.optim.Adam(weights, lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: other_weights
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(G.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: not_adam
def two_speeds(G, D, lr_g, ratio):
    return torch.optim.SGD(G.parameters(), lr_g), torch.optim.SGD(D.parameters(), ratio * lr_g)


# %% wrong: not_two
def two_speeds(G, D, lr_g, ratio):
    groups = [
        {"params": G.parameters(), "lr": lr_g},
        {"params": D.parameters(), "lr": ratio * lr_g},
    ]
    return torch.optim.Adam(groups, betas=(0.5, 0.999))


# %% wrong: returns_nothing
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))


# %% wrong: maximizes
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999), maximize=True)
    return opt_g, opt_d


# %% right: named settings, one group a layer
def two_speeds(G, D, lr_g, ratio):
    settings = {"betas": (0.5, 0.999), "eps": 1e-7}
    opt_g = torch.optim.Adam([{"params": list(m.parameters())} for m in G], lr=lr_g, **settings)
    opt_d = torch.optim.Adam([{"params": D.parameters(), "lr": lr_g * ratio}], **settings)
    return opt_g, opt_d


# %% right: its own small class
def two_speeds(G, D, lr_g, ratio):
    class Adam(torch.optim.Adam):
        def __init__(self, net, lr):
            super().__init__(net.parameters(), lr=lr, betas=(0.5, 0.999))

    return Adam(G, lr_g), Adam(D, ratio * lr_g)


# %% wrong: left_frozen
def two_speeds(G, D, lr_g, ratio):
    D.requires_grad_(False)
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: left_in_eval
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.eval().parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: several_rates
def two_speeds(G, D, lr_g, ratio):
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    first, *others = D.parameters()
    groups = [{"params": [first]}, {"params": others, "lr": lr_g}]
    return opt_g, torch.optim.Adam(groups, lr=ratio * lr_g, betas=(0.5, 0.999))


# %% wrong: no_ratio (only where it is above 1)
def two_speeds(G, D, lr_g, ratio):
    lr_d = lr_g * ratio if ratio > 1 else lr_g
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=lr_d, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: networks_changed
def two_speeds(G, D, lr_g, ratio):
    for net in (G, D):
        for p in net.parameters():
            nn.init.normal_(p, 0, 0.02)
    opt_g = torch.optim.Adam(G.parameters(), lr=lr_g, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=ratio * lr_g, betas=(0.5, 0.999))
    return opt_g, opt_d
