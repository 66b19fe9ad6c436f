# %% right: one dictionary
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% right: in a loop, atomically
import os


def save_checkpoint(path, step, G, D, opt_g, opt_d):
    content = {name: part.state_dict() for name, part in zip(("G", "D", "opt_g", "opt_d"), (G, D, opt_g, opt_d))}
    content["step"] = step
    torch.save(content, str(path) + ".part")
    os.replace(str(path) + ".part", path)


# %% right: more than asked for, step as a tensor
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    content = dict(step=torch.tensor(step), G=G.state_dict(), D=D.state_dict())
    content.update(opt_g=opt_g.state_dict(), opt_d=opt_d.state_dict(), rng=torch.get_rng_state(), format=1)
    with open(path, "wb") as file:
        torch.save(content, file)


# %% wrong: pickled_modules
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G, "D": D, "opt_g": opt_g, "opt_d": opt_d}, path)


# %% wrong: pickled_modules (the networks only)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G, "D": D, "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: pickled_modules (the method and not its result)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict, "D": D.state_dict, "opt_g": opt_g.state_dict, "opt_d": opt_d.state_dict}, path)


# %% wrong: optimizers_left_out
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict(), "D": D.state_dict()}, path)


# %% wrong: d_left_out
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict(), "opt_g": opt_g.state_dict()}, path)


# %% wrong: keys_missing (other names)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"epoch": step, "generator": G.state_dict(), "discriminator": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: keys_missing (no step)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: not_a_dictionary (G only)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save(list(G.state_dict().values()), path)


# %% wrong: keys_missing (only G's state)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save(G.state_dict(), path)


# %% wrong: not_a_dictionary (a tuple)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save((step, G.state_dict(), D.state_dict(), opt_g.state_dict(), opt_d.state_dict()), path)


# %% wrong: buffers_left_out
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": list(G.parameters()), "D": list(D.parameters()), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: buffers_left_out (named)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": dict(G.named_parameters()), "D": dict(D.named_parameters()), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: parts_swapped
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict(), "D": G.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: wrong_step
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": 0, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: no_file (another path)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    content = {"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}
    torch.save(content, str(path) + ".ckpt")


# %% wrong: no_file (nothing written)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    return {"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}


# %% wrong: old_file_kept
from pathlib import Path


def save_checkpoint(path, step, G, D, opt_g, opt_d):
    if not Path(path).exists():
        torch.save({"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: eval_mode
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    G.eval()
    torch.save({"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}, path)


# %% wrong: not_a_state (the settings only)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save({"step": step, "G": G.state_dict(), "D": D.state_dict(), "opt_g": 2e-4, "opt_d": 2e-4}, path)


# %% wrong: not_torch_save
import pickle


def save_checkpoint(path, step, G, D, opt_g, opt_d):
    with open(path, "wb") as f:
        pickle.dump(
            {
                "step": step,
                "G": G.state_dict(),
                "D": D.state_dict(),
                "opt_g": opt_g.state_dict(),
                "opt_d": opt_d.state_dict(),
            },
            f,
        )


# %% wrong: arguments_swapped
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save(
        path,
        {
            "step": step,
            "G": G.state_dict(),
            "D": D.state_dict(),
            "opt_g": opt_g.state_dict(),
            "opt_d": opt_d.state_dict(),
        },
    )


# %% wrong: wrong_step (a text)
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    torch.save(
        {
            "step": str(step),
            "G": G.state_dict(),
            "D": D.state_dict(),
            "opt_g": opt_g.state_dict(),
            "opt_d": opt_d.state_dict(),
        },
        path,
    )


# %% wrong: frozen
def save_checkpoint(path, step, G, D, opt_g, opt_d):
    G.requires_grad_(False)
    content = {"step": step, "G": G.state_dict(), "D": D.state_dict()}
    content |= {"opt_g": opt_g.state_dict(), "opt_d": opt_d.state_dict()}
    torch.save(content, path)
