# %% right: the formula
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    t = torch.linspace(0, 1, n).view(-1, 1)
    if angle < 1e-3:
        return (1 - t) * z_a + t * z_b
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% right: math, a loop
def slerp(z_a, z_b, n):
    cosine = float(F.cosine_similarity(z_a, z_b, dim=0))
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    path = []
    for i in range(n):
        t = i / (n - 1)
        if angle < 1e-2:
            path.append((1 - t) * z_a + t * z_b)
        else:
            path.append(math.sin((1 - t) * angle) / math.sin(angle) * z_a + math.sin(t * angle) / math.sin(angle) * z_b)
    return torch.stack(path)


# %% right: direction on the arc, length on a line
def slerp(z_a, z_b, n):
    a, b = z_a / z_a.norm(), z_b / z_b.norm()
    angle = torch.arccos((a @ b).clamp(-1, 1))
    t = torch.linspace(0, 1, n)[:, None]
    length = (1 - t) * z_a.norm() + t * z_b.norm()
    if angle < 1e-3:
        return interpolate(z_a, z_b, n)
    return length * (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)


# %% right: a tiny number under the fraction
def slerp(z_a, z_b, n):
    cosine = (z_a @ z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1 + 1e-6, 1 - 1e-6))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: uneven_steps (the straight line pushed out)
def slerp(z_a, z_b, n):
    path = interpolate(z_a, z_b, n)
    t = torch.linspace(0, 1, n).view(-1, 1)
    length = (1 - t) * z_a.norm() + t * z_b.norm()
    return path / path.norm(dim=1, keepdim=True) * length


# %% wrong: straight
def slerp(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (1 - t) * z_a + t * z_b


# %% wrong: length_lost
def slerp(z_a, z_b, n):
    a, b = z_a / z_a.norm(), z_b / z_b.norm()
    angle = torch.arccos(a @ b)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)


# %% wrong: cosine_as_angle
def slerp(z_a, z_b, n):
    angle = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: degrees
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.rad2deg(torch.arccos(cosine))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: reversed
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin(t * angle) * z_a + torch.sin((1 - t) * angle) * z_b) / torch.sin(angle)


# %% wrong: misses_the_end
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine)
    t = (torch.arange(n) / n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: nan_when_equal
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: wrong_start (divided by nothing)
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b


# %% wrong: wrong_start (only the first term is divided: brackets)
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b / torch.sin(angle)


# %% wrong: not_an_arc (sine of t without the angle)
def slerp(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1) * math.pi / 2
    return torch.cos(t) * z_a + torch.sin(t) * z_b


# %% wrong: not_an_arc (cosine in place of the first sine)
def slerp(z_a, z_b, n):
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (1 - t) ** 0.5 * z_a + t ** 0.5 * z_b


# %% wrong: transposed
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    t = torch.linspace(0, 1, n)
    return (torch.outer(z_a, torch.sin((1 - t) * angle)) + torch.outer(z_b, torch.sin(t * angle))) / torch.sin(angle)


# %% wrong: list_of_rows
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    return [(torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle) for t in torch.linspace(0, 1, n)]


# %% wrong: changes_z
def slerp(z_a, z_b, n):
    length = z_a.norm()
    z_a /= z_a.norm()
    z_b /= z_b.norm()
    angle = torch.arccos(z_a @ z_b)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return length * (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: wrong_end (the length of z_a for all)
def slerp(z_a, z_b, n):
    a, b = z_a / z_a.norm(), z_b / z_b.norm()
    angle = torch.arccos(a @ b)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return z_a.norm() * (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)


# %% wrong: returns_nothing
def slerp(z_a, z_b, n):
    interpolate(z_a, z_b, n)


# %% wrong: moves_when_equal (zeros in place of nan)
def slerp(z_a, z_b, n):
    cosine = torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm())
    angle = torch.arccos(cosine.clamp(-1, 1))
    t = torch.linspace(0, 1, n).view(-1, 1)
    path = (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)
    return torch.nan_to_num(path)


# %% wrong: nan_when_equal (no clamp)
def slerp(z_a, z_b, n):
    omega = torch.arccos(torch.dot(z_a, z_b) / (z_a.norm() * z_b.norm()))
    if omega < 1e-4:
        return interpolate(z_a, z_b, n)
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * omega) * z_a + torch.sin(t * omega) * z_b) / torch.sin(omega)


# %% wrong: straight (for every acute angle)
def slerp(z_a, z_b, n):
    cosine = F.cosine_similarity(z_a, z_b, dim=0)
    if cosine > 0:
        return interpolate(z_a, z_b, n)
    omega = torch.arccos(cosine.clamp(-1, 1))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * omega) * z_a + torch.sin(t * omega) * z_b) / torch.sin(omega)


# %% right: on a GPU too, the angle from the chord
def slerp(z_a, z_b, n):
    t = torch.linspace(0, 1, n, device=z_a.device).unsqueeze(1)
    a, b = F.normalize(z_a, dim=0), F.normalize(z_b, dim=0)
    omega = 2 * torch.arcsin(((a - b).norm() / 2).clamp(max=1))
    if omega.item() < 1e-3:
        return torch.lerp(z_a, z_b, t)
    first, last = torch.sin(omega * (1 - t)), torch.sin(omega * t)
    return first / omega.sin() * z_a + last / omega.sin() * z_b


# %% wrong: no_cosine (clamped away)
def slerp(z_a, z_b, n):
    angle = torch.arccos(torch.dot(z_a, z_b).clamp(-1, 1))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)


# %% wrong: no_cosine (no norms)
def slerp(z_a, z_b, n):
    angle = torch.arccos(torch.dot(z_a, z_b))
    t = torch.linspace(0, 1, n).view(-1, 1)
    return (torch.sin((1 - t) * angle) * z_a + torch.sin(t * angle) * z_b) / torch.sin(angle)
