# %% right: plain
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% right: a loop, first values before
def resume(path, G, D, opt_g, opt_d):
    G.apply(init_weights)
    D.apply(init_weights)
    saved = torch.load(path)
    for name, part in {"G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d}.items():
        part.load_state_dict(saved[name])
    return int(saved.pop("step"))


# %% right: on the network's device, modes set
def resume(path, G, D, opt_g, opt_d):
    content = torch.load(str(path), map_location=next(G.parameters()).device)
    parts = (G, D, opt_g, opt_d)
    [part.load_state_dict(content[key]) for part, key in zip(parts, ("G", "D", "opt_g", "opt_d"))]
    G.train(), D.train()
    return torch.tensor(content["step"])


# %% wrong: init_after_loading
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    for net in (G, D):
        net.apply(init_weights)
    return saved["step"]


# %% wrong: init_after_loading (only the first mistake left)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    for net in (G, D):
        net.apply(init_weights)
    return saved["step"]


# %% wrong: init_after_loading (D only)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    D.apply(init_weights)
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% wrong: optimizers_not_loaded
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    return saved["step"]


# %% wrong: optimizers_not_loaded (one forgotten)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    return saved["step"]


# %% wrong: optimizers_not_loaded (new ones that nobody knows)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% wrong: not_loaded (networks of its own)
import copy


def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G, D = copy.deepcopy(G), copy.deepcopy(D)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% wrong: not_loaded (D forgotten)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% wrong: parts_swapped
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["D"])
    D.load_state_dict(saved["G"])
    return saved["step"]


# %% wrong: parts_swapped (optimisers)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_d"])
    opt_d.load_state_dict(saved["opt_g"])
    return saved["step"]


# %% wrong: wrong_key
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["generator"])
    D.load_state_dict(saved["discriminator"])
    return saved["step"]


# %% wrong: buffers_not_loaded
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    for net, name in ((G, "G"), (D, "D")):
        for key, p in net.named_parameters():
            p.data.copy_(saved[name][key])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]


# %% wrong: returns_nothing
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])


# %% wrong: wrong_step (starts again)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return 0


# %% wrong: eval_mode
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    G.eval()
    return saved["step"]


# %% wrong: settings_changed
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    for opt, name in ((opt_g, "opt_g"), (opt_d, "opt_d")):
        opt.load_state_dict(saved[name])
        for group in opt.param_groups:
            group["lr"] = 1e-4
    return saved["step"]


# %% wrong: wrong_weights (loaded, and then another step)
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    with torch.no_grad():
        for p in G.parameters():
            p.mul_(1.5)
    return saved["step"]


# %% wrong: runs_code
def resume(path, G, D, opt_g, opt_d):
    saved = torch.load(path, map_location="cpu", weights_only=False)
    G.load_state_dict(saved["G"])
    D.load_state_dict(saved["D"])
    opt_g.load_state_dict(saved["opt_g"])
    opt_d.load_state_dict(saved["opt_d"])
    return saved["step"]
