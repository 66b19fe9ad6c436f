# %% right: isinstance
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% right: by the name of the class, through .data
def init_weights(m):
    classname = m.__class__.__name__
    if classname.find("Conv") != -1:
        m.weight.data.normal_(0.0, 0.02)
    elif classname.find("BatchNorm") != -1:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


# %% right: walks through a whole network, biases too
def init_weights(net):
    with torch.no_grad():
        for layer in net.modules():
            if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                layer.weight.copy_(0.02 * torch.randn(layer.weight.shape))
                if layer.bias is not None:
                    layer.bias.zero_()
            if isinstance(layer, nn.BatchNorm2d):
                layer.weight.copy_(1 + 0.02 * torch.randn_like(layer.weight))
                layer.bias.fill_(0)
    return net


# %% right: cut-off normal numbers
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.trunc_normal_(layer.weight, std=0.02)
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.trunc_normal_(layer.weight, mean=1.0, std=0.02)
        layer.bias.data.zero_()


# %% wrong: norm_bias (left as it comes)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)


# %% wrong: transposed_left_out
def init_weights(layer):
    if isinstance(layer, nn.Conv2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: convolutions_left_out
def init_weights(layer):
    if isinstance(layer, nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: norms_left_out
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)


# %% wrong: norms_left_out (only BatchNorm1d)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm1d):
        nn.init.normal_(layer.weight, 1.0, 0.02)


# %% wrong: norm_scale_0
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)


# %% wrong: norm_scale (too wide)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.2)
        nn.init.zeros_(layer.bias)


# %% wrong: norm_like
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d)):
        nn.init.normal_(layer.weight, 1.0, 0.02)


# %% wrong: mean_and_deviation_swapped
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: variance (the root)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, math.sqrt(0.02))
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: not_normal
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.uniform_(layer.weight, -0.02, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: wrong_mean (rand)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        layer.weight.data = 0.02 * torch.rand(layer.weight.shape)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: wrong_deviation
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.2)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: wrong_deviation (Xavier)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_normal_(layer.weight)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: all_equal
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.constant_(layer.weight, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: norm_bias
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.normal_(layer.bias, 0.0, 0.02)


# %% wrong: same_numbers
def init_weights(layer):
    torch.manual_seed(0)
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: layer_without_weight
def init_weights(layer):
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)
    else:
        nn.init.normal_(layer.weight, 0.0, 0.02)


# %% wrong: no_bias
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
        nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: tracks_gradients
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        layer.weight.normal_(0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        layer.weight.normal_(1.0, 0.02)
        layer.bias.zero_()


# %% wrong: new_tensors
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        layer.weight = nn.Parameter(0.02 * torch.randn(layer.weight.shape))
    elif isinstance(layer, nn.BatchNorm2d):
        layer.weight = nn.Parameter(1 + 0.02 * torch.randn(layer.weight.shape))
        layer.bias = nn.Parameter(torch.zeros(layer.bias.shape))


# %% wrong: nothing_changed (torch.normal makes a new tensor)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        w = layer.weight
        w = torch.normal(0.0, 0.02, w.shape)
    elif isinstance(layer, nn.BatchNorm2d):
        w = torch.normal(1.0, 0.02, layer.weight.shape)


# %% wrong: nothing_changed (a name that no layer has)
def init_weights(layer):
    name = layer.__class__.__name__
    if name == "Conv":
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif name == "BatchNorm":
        nn.init.normal_(layer.weight, 1.0, 0.02)


# %% wrong: frozen
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        layer.weight.requires_grad_(False)
        layer.weight.normal_(0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: norm_scale (exactly 1)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.constant_(layer.weight, 2.0)
        nn.init.zeros_(layer.bias)


# %% wrong: other_layers (all that have a weight)
def init_weights(layer):
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)
    elif hasattr(layer, "weight"):
        nn.init.normal_(layer.weight, 0.0, 0.02)


# %% wrong: other_layers (Linear named)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
    if isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
        nn.init.zeros_(layer.bias)


# %% wrong: new_tensors (a plain tensor)
def init_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        layer.weight = 0.02 * torch.randn_like(layer.weight)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
