# %% right: one test for all
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(net, *tests["real"]) for name, net in nets.items()}


# %% right: a loop
def compare_teachers(nets, tests, accuracy):
    images, labels = tests["real"]
    result = {}
    for name in nets:
        result[name] = accuracy(nets[name], images, labels)
    return result


# %% right: dict and zip
def compare_teachers(nets, tests, accuracy):
    x, y = tests["real"]
    return dict(zip(nets.keys(), [accuracy(net, x, y) for net in nets.values()]))


# %% wrong: own_kind (the report's line)
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(net, *tests[name]) for name, net in nets.items()}


# %% wrong: only_generated
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(net, *tests["generated"]) for name, net in nets.items()}


# %% wrong: not_the_accuracy
def compare_teachers(nets, tests, accuracy):
    return {
        name: (accuracy(net, *tests["real"]) + accuracy(net, *tests["generated"])) / 2
        for name, net in nets.items()
    }


# %% wrong: different_tests
def compare_teachers(nets, tests, accuracy):
    other = {"real": "generated", "generated": "real"}
    return {name: accuracy(net, *tests[other.get(name, "real")]) for name, net in nets.items()}


# %% wrong: wrong_names
def compare_teachers(nets, tests, accuracy):
    return {
        f"{name} on {kind}": accuracy(net, *test)
        for name, net in nets.items()
        for kind, test in tests.items()
    }


# %% wrong: wrong_names (fixed)
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(nets[name], *tests["real"]) for name in ("real", "generated")}


# %% wrong: wrong_net
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(nets["real"], *tests["real"]) for name in nets}


# %% wrong: other_test
def compare_teachers(nets, tests, accuracy):
    images, labels = tests["real"]
    return {name: accuracy(net, images[:3], labels[:3]) for name, net in nets.items()}


# %% wrong: other_test (a pair in place of two)
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(net, tests["real"]) for name, net in nets.items()}


# %% wrong: other_net
def compare_teachers(nets, tests, accuracy):
    return {name: accuracy(name, *tests["real"]) for name in nets}


# %% wrong: not_a_dict
def compare_teachers(nets, tests, accuracy):
    return [accuracy(net, *tests["real"]) for net in nets.values()]


# %% wrong: returns_nothing
def compare_teachers(nets, tests, accuracy):
    print({name: accuracy(net, *tests["real"]) for name, net in nets.items()})


# %% right: named arguments
def compare_teachers(nets, tests, accuracy):
    images, labels = tests["real"]
    return {name: accuracy(net, images=images, labels=labels) for name, net in nets.items()}


# %% wrong: changes_input (nets)
def compare_teachers(nets, tests, accuracy):
    for name in nets: nets[name] = accuracy(nets[name], *tests["real"])
    return nets


# %% wrong: changes_input (tests)
def compare_teachers(nets, tests, accuracy):
    tests["generated"] = tests["real"]
    return {name: accuracy(net, *tests.get(name, tests["real"])) for name, net in nets.items()}
