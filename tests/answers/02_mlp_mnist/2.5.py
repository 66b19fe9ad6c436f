# %% right: two Adams
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% right: a list, a comprehension, another rate, fused
def make_optimizers(G, D):
    return [torch.optim.Adam(list(net.parameters()), lr=2e-4, betas=(0.5, 0.999), fused=True) for net in (G, D)]


# %% right: parameter groups and two rates
def make_optimizers(G, D):
    options = {"betas": (0.5, 0.999)}
    opt_g = torch.optim.Adam([{"params": G.parameters()}], lr=1e-4, **options)
    opt_d = torch.optim.Adam([{"params": p} for p in D.parameters()], lr=4e-4, **options)
    return opt_g, opt_d


# %% note: AdamW
def make_optimizers(G, D):
    return (
        torch.optim.AdamW(G.parameters(), lr=5e-4, betas=(0.5, 0.999)),
        torch.optim.AdamW(D.parameters(), lr=5e-4, betas=(0.5, 0.999)),
    )


# %% wrong: other_betas
def make_optimizers(G, D):
    def adam(net):
        return torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.0, 0.99))

    return adam(G), adam(D)


# %% wrong: swapped
def make_optimizers(G, D):
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_d, opt_g


# %% wrong: both_networks
def make_optimizers(G, D):
    both = [*G.parameters(), *D.parameters()]
    return (
        torch.optim.Adam(both, lr=5e-4, betas=(0.5, 0.999)),
        torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999)),
    )


# %% wrong: same_network
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: default_betas
def make_optimizers(G, D):
    return torch.optim.Adam(G.parameters(), lr=5e-4), torch.optim.Adam(D.parameters(), lr=5e-4)


# %% wrong: default_betas (D's only)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4)
    return opt_g, opt_d


# %% wrong: betas_swapped
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.999, 0.5))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.999, 0.5))
    return opt_g, opt_d


# %% wrong: not_adam
def make_optimizers(G, D):
    return torch.optim.SGD(G.parameters(), lr=0.01), torch.optim.SGD(D.parameters(), lr=0.01)


# %% wrong: learning_rate
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: other_weights
my_G, my_D = nn.Linear(2, 2), nn.Linear(2, 1)


def make_optimizers(G, D):
    opt_g = torch.optim.Adam(my_G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(my_D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: weights_left_out
def make_optimizers(G, D):
    opt_g = torch.optim.Adam([p for p in G.parameters() if p.dim() > 1], lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: returns_nothing
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))


# %% wrong: not_two
def make_optimizers(G, D):
    return torch.optim.Adam([*G.parameters(), *D.parameters()], lr=5e-4, betas=(0.5, 0.999))


# %% wrong: maximizes
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999), maximize=True)
    return opt_g, opt_d


# %% wrong: learning_rate (of a group)
def make_optimizers(G, D):
    opt_g = torch.optim.Adam([{"params": G.parameters(), "lr": 0.05}], lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: left_frozen
def make_optimizers(G, D):
    D.requires_grad_(False)
    opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% wrong: left_in_eval
def make_optimizers(G, D):
    opt_g = torch.optim.Adam(G.eval().parameters(), lr=5e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    return opt_g, opt_d


# %% right: a lambda, rates at the ends of the range
make_optimizers = lambda G, D: (
    torch.optim.Adam(params=G.parameters(), lr=1e-3, betas=(0.5, 0.999)),
    torch.optim.Adam(params=D.parameters(), lr=0.0001, betas=[0.5, 0.999]),
)
