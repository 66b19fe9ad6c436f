# %% right: middle and half-width
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% right: counts instead of shares
def judge_answers(answers, truth):
    n = right = 0
    for i in range(len(answers)):
        if answers[i] == "?":
            continue
        n += 1
        right += answers[i] == truth[i]
    z2 = 1.96 * 1.96
    middle = (right + z2 / 2) / (n + z2)
    half = 1.96 / (n + z2) * (right * (n - right) / n + z2 / 4) ** 0.5
    return right / n, middle - half, middle + half


# %% right: the quadratic equation, tensors
def judge_answers(answers, truth):
    given = torch.tensor([a != "?" for a in answers])
    same = torch.tensor([a == b for a, b in zip(answers, truth)])
    p = same[given].double().mean()
    n, z = given.sum(), 1.959964
    a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
    root = (b * b - 4 * a * c).clamp(min=0).sqrt()
    return p, (-b - root) / (2 * a), (-b + root) / (2 * a)


# %% right: clipped to 0 and 1, a list
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a in "RGTBL"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    d = 1 + z * z / n
    h = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    m = (p + z * z / (2 * n)) / d
    return [p, max(0, m - h), min(1, m + h)]


# %% wrong: wald
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n = len(pairs)
    p = sum(a == b for a, b in pairs) / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p, p - half, p + half


# %% wrong: wald (clipped)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n = len(pairs)
    p = sum(a == b for a, b in pairs) / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p, max(0, p - half), min(1, p + half)


# %% wrong: counts_unanswered
def judge_answers(answers, truth):
    n, z = len(answers), 1.96
    p = sum(a == b for a, b in zip(answers, truth)) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: counts_unanswered (in the interval only)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    p = sum(a == b for a, b in pairs) / len(pairs)
    n, z = len(answers), 1.96
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: other_level (one sigma)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.0
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: swapped
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle + half, middle - half


# %% wrong: wrong_order
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle - half, p, middle + half


# %% wrong: percent
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return 100 * p, 100 * (middle - half), 100 * (middle + half)


# %% wrong: not_divided
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = p + z**2 / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return p, middle - half, middle + half


# %% wrong: half_wald
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n)
    return p, middle - half, middle + half


# %% wrong: wrong_middle
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, p - half, p + half


# %% wrong: no_second_term
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: no_root
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: z_not_squared
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: middle_not_share
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle, middle - half, middle + half


# %% wrong: inverted
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a != b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: not_three
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    return sum(a == b for a, b in pairs) / len(pairs)


# %% wrong: returns_nothing
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    p = sum(a == b for a, b in pairs) / len(pairs)


# %% wrong: wrong_interval (Agresti and Coull)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    right = sum(a == b for a, b in pairs)
    q = (right + 2) / (n + 4)
    half = z * math.sqrt(q * (1 - q) / (n + 4))
    return right / n, q - half, q + half


# %% wrong: wrong_share (only the letter R)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a == "R"]
    n, z = max(1, len(pairs)), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: root_of_negative (the number of right answers in place of the share)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs)
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% wrong: wrong_order (the upper end first)
def judge_answers(answers, truth):
    pairs = [(a, b) for a, b in zip(answers, truth) if a != "?"]
    n, z = len(pairs), 1.96
    p = sum(a == b for a, b in pairs) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle + half, middle - half, p


# %% right: n from the number of unanswered ones
def judge_answers(answers, truth):
    n, z = len(answers) - answers.count("?"), 1.96
    p = sum(a == b for a, b in zip(answers, truth)) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half
