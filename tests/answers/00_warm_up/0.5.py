# %% right: zero_grad after the loss
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right: zero_grad first, the loss by hand
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    error = net(x) - y
    loss = (error * error).mean()
    loss.backward()
    optimizer.step()
    return float(loss)


# %% right: the network's own zero_grad
def one_step(net, optimizer, x, y):
    net.zero_grad(set_to_none=False)
    loss = nn.MSELoss()(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()


# %% note: the loss with its graph
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
    return loss


# %% wrong: order
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


# %% wrong: no_zero_grad
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: no_step
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    return loss.item()


# %% wrong: no_backward
def one_step(net, optimizer, x, y):
    return F.mse_loss(net(x), y).item()


# %% wrong: step_before_backward
def one_step(net, optimizer, x, y):
    optimizer.step()
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    return loss.item()


# %% wrong: backward_on_optimizer
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    optimizer.backward()
    optimizer.step()
    return loss.item()


# %% wrong: uphill
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    (-loss).backward()
    optimizer.step()
    return loss.item()


# %% wrong: sum_for_mean
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = (net(x) - y).pow(2).sum()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: wrong_step (an optimiser of its own)
def one_step(net, optimizer, x, y):
    own = torch.optim.SGD(net.parameters(), lr=0.01)
    own.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    own.step()
    return loss.item()


# %% wrong: returns_nothing
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    F.mse_loss(net(x), y).backward()
    optimizer.step()


# %% wrong: broadcast (y)
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = ((net(x) - y.squeeze()) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: broadcast (the output)
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x).squeeze(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: no_backward (a loss that was cut off)
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x).detach(), y).requires_grad_()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: left_in_eval
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
    net.eval()
    return loss.item()


# %% wrong: left_frozen
def one_step(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    optimizer.step()
    net.requires_grad_(False)
    return loss.item()


# %% wrong: two_steps
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()


# %% wrong: detached
@torch.no_grad()
def one_step(net, optimizer, x, y):
    loss = F.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
