# %% right: as in the paper
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=1e-4, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% right: a list, another beta2, fused
def make_optimizers(G, D):
    return [torch.optim.Adam(net.parameters(), 5e-4, (0.0, 0.99), fused=True) for net in (G, D)]


# %% right: AdamW, two time scales
def make_optimizers(G, D):
    opt_g = torch.optim.AdamW(G.parameters(), lr=1e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.AdamW(D.parameters(), lr=4e-4, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% note: lesson 02's momentum
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: momentum
def make_optimizers(G, D):
    return torch.optim.Adam(G.parameters(), lr=5e-4), torch.optim.Adam(D.parameters(), lr=5e-4)


# %% wrong: momentum (one of them)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=5e-4)


# %% wrong: not_adam (RMSprop, as in the first paper)
def make_optimizers(G, D):
    return torch.optim.RMSprop(G.parameters(), lr=5e-4), torch.optim.RMSprop(D.parameters(), lr=5e-4)


# %% wrong: both_networks
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam([*G.parameters(), *D.parameters()], lr=5e-4, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% wrong: betas_swapped
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.9, 0.0))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.9, 0.0))
    return opt_g, opt_d


# %% wrong: beta2
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.0))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.0))
    return opt_g, opt_d


# %% wrong: swapped
def make_optimizers(G, D):
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_d, opt_g


# %% wrong: same_network
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% wrong: learning_rate
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=0.05, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=0.05, betas=(0.0, 0.9))
    return opt_g, opt_d


# %% wrong: not_adam
def make_optimizers(G, D):
    return torch.optim.SGD(G.parameters(), lr=1e-3), torch.optim.SGD(D.parameters(), lr=1e-3)


# %% wrong: maximizes
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9), maximize=True)
    return opt_g, opt_d


# %% wrong: returns_nothing
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))


# %% wrong: int_beta
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0, 0.9))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0, 0.9))
    return opt_g, opt_d


# %% wrong: learning_rate (a little too large)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=1.5e-3, betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.9))


# %% wrong: learning_rate (too small)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=1e-5, betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=1e-5, betas=(0.0, 0.9))


# %% wrong: momentum (in a group of weights of its own)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    biases = [p for p in D.parameters() if p.dim() == 1]
    others = [p for p in D.parameters() if p.dim() > 1]
    groups = [{"params": others, "betas": (0.0, 0.9)}, {"params": biases}]
    return opt_g, torch.optim.Adam(groups, lr=5e-4)


# %% wrong: left_in_eval
def make_optimizers(G, D):
    D.eval()
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))


# %% wrong: left_frozen
def make_optimizers(G, D):
    G.requires_grad_(False)
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))


# %% right: the largest and the smallest learning rate
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), betas=(0.0, 0.9))
    return opt_g, torch.optim.Adam(D.parameters(), lr=0.0001, betas=(0.0, 0.99))


# %% wrong: betas_out_of_range
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 1.0))
    return opt_g, torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 1.0))


# %% wrong: weight_decay
def make_optimizers(G, D):
    mk = lambda m: torch.optim.Adam(m.parameters(), lr=5e-4, betas=(0.0, 0.9), weight_decay=1.0)
    return mk(G), mk(D)
