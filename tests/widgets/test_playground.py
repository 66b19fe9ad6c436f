"""A GAN in the plane: the game follows its rules, the page follows the game, none stays behind."""

from __future__ import annotations

import asyncio
import base64
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace

import ipywidgets
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from gan_lab import losses
from gan_lab.errors import GanLabError
from gan_lab.metrics import modes_covered
from gan_lab.widgets import plane, playground
from gan_lab.widgets.plane import DISTRIBUTIONS, LOSSES, NOISES, Game, Settings, pull
from gan_lab.widgets.playground import Playground

# --- the game


def played(n: int = 6, **settings) -> Game:
    game = Game(plane.settings_of(**settings))
    game.step(n)
    return game


def weights(game: Game) -> Tensor:
    return torch.cat([p.detach().flatten() for net in (game.G, game.D) for p in net.parameters()])


def test_the_same_seed_gives_the_same_game() -> None:
    one = played(12)
    torch.rand(3)  # somebody else draws
    other = played(12)
    assert torch.equal(weights(one), weights(other))
    assert torch.equal(one.look().x_fake, other.look().x_fake)
    assert one.losses.rows == other.losses.rows
    assert not torch.equal(weights(Game()), weights(Game(Settings(seed=1))))


@pytest.mark.parametrize("loss", ["non-saturating", "Wasserstein"])  # its penalty draws numbers
def test_looking_and_the_length_of_a_call_change_nothing(loss) -> None:
    whole, parts = played(7, loss=loss), Game(Settings(loss=loss))
    for n in (1, 2, 4):
        torch.rand(3)  # somebody else draws
        parts.look()
        parts.step(n)
    assert torch.equal(weights(whole), weights(parts))


@pytest.mark.parametrize("loss", LOSSES)
def test_random_numbers_of_others_are_left_alone(loss) -> None:
    before = torch.random.get_rng_state()
    game = played(3, loss=loss, penalty=1.0)
    game.look()
    game.change(seed=3)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_an_error_in_a_step_leaves_random_numbers_of_others_alone(monkeypatch) -> None:
    game = Game()
    before = torch.random.get_rng_state()
    monkeypatch.setattr(game, "_step_d", lambda *_, **__: torch.rand(3)[7])
    with pytest.raises(IndexError):
        game.step()
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    "changed",
    [
        {"distribution": "grid"},
        {"loss": "hinge"},
        {"lr_g": 1e-2},
        {"lr_d": 1e-2},
        {"k": 2},
        {"beta1": 0.9},
        {"noise": "uniform, 2 numbers"},
        {"penalty": 0.0},
        {"seed": 1},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_each_setting_has_its_effect(changed) -> None:
    assert not torch.equal(weights(played()), weights(played(**changed)))


def test_learning_rates_move_their_own_network() -> None:
    start = Game()
    frozen_g, frozen_d = played(lr_g=1e-12), played(lr_d=1e-12)
    for game, still, moved in ((frozen_g, "G", "D"), (frozen_d, "D", "G")):
        for name, equal in ((still, True), (moved, False)):
            now, then = (
                torch.cat([p.detach().flatten() for p in getattr(g, name).parameters()])
                for g in (game, start)
            )
            assert torch.allclose(now, then, atol=1e-6) is equal, name


def test_k_counts_the_steps_of_d() -> None:
    game = Game(Settings(k=3))
    steps = {"d": 0, "g": 0}
    game._step_d = lambda *_, **__: steps.update(d=steps["d"] + 1)
    game._step_g = lambda *_, **__: steps.update(g=steps["g"] + 1)
    game._state.d_loss = game._state.g_loss = torch.tensor(0.0)
    game.step(4)
    assert steps == {"d": 12, "g": 4}


def test_the_penalty_is_that_of_the_loss() -> None:
    D = nn.Sequential(nn.Linear(2, 1, bias=False), nn.Flatten(0))
    with torch.no_grad():
        D[0].weight.copy_(torch.tensor([[3.0, 4.0]]))  # slope 5
    x = torch.zeros(6, 2)
    for loss, expected in (("non-saturating", 2 / 2 * 2 * 25), ("Wasserstein", 2 * (5 - 1) ** 2)):
        penalty = Game(Settings(loss=loss, penalty=2.0))._penalty
        assert penalty(D, x, x).item() == pytest.approx(expected)
    assert Game(Settings(penalty=0.0))._penalty is None


def test_rules_can_be_changed_while_it_runs() -> None:
    for change in ({"lr_g": 1e-2}, {"lr_d": 1e-2}, {"k": 2}, {"penalty": 0.0}, {"beta1": 0.0}):
        game, same = played(5), played(5)
        game.change(**change)
        assert game.steps == 5
        assert torch.equal(weights(game), weights(same))  # it has not begun anew
        for g in (game, same):
            g.step(5)
        assert not torch.equal(weights(game), weights(same)), change


def test_another_loss_goes_on_with_the_same_networks() -> None:
    game = played(5)
    for loss in LOSSES:
        before = weights(game)
        game.change(loss=loss)
        assert torch.equal(weights(game), before)
        steps = game.steps
        game.step(3)
        assert game.steps == steps + 3
        # what is minimised is that loss: on the outputs of the last step
        state = game._state
        d_loss = LOSSES[loss].loss.d_loss(state.d_real, state.d_fake)
        assert torch.allclose(state.d_loss, d_loss)


@pytest.mark.parametrize(
    "change", [{"distribution": "spiral"}, {"noise": "normal, 1 number"}, {"seed": 7}]
)
def test_other_data_noise_or_seed_begin_anew(change) -> None:
    game = played(25)
    game.change(**change)
    assert (game.steps, len(game.history), game.losses.rows) == (0, 1, [])
    game.step(3)
    assert torch.equal(weights(game), weights(played(3, **change)))


def test_restart_begins_the_same_game_by_the_rules_of_now() -> None:
    game = played(5)
    game.change(lr_g=1e-2)
    game.restart()
    game.step(4)
    assert torch.equal(weights(game), weights(played(4, lr_g=1e-2)))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"distribution": "rings"}, "one of .*ring.*got 'rings'"),
        ({"loss": None}, "one of non-saturating"),
        ({"noise": "pink"}, "normal, 2 numbers"),
        ({"lr_g": 0.0}, "lr_g must be above 0.*got 0.0"),
        ({"lr_d": float("nan")}, "lr_d"),
        ({"lr_d": "fast"}, "lr_d must be above 0, at most 1; got 'fast'"),
        ({"beta1": 1.0}, "beta1 must be from 0, below 1"),
        ({"penalty": -1}, "penalty must be 0 or above"),
        ({"penalty": float("inf")}, "penalty"),
        ({"k": 0}, "k must be a whole number from 1 to 20; got 0"),
        ({"k": 1.5}, "k must be"),
        ({"seed": True}, "seed must be"),
        ({"lr": 0.1}, "no setting 'lr': choose among .*lr_g"),
    ],
)
def test_what_is_no_setting_is_refused_and_the_rules_stay(wrong, reason) -> None:
    with pytest.raises(GanLabError, match=reason):
        Playground(**wrong)
    game = played(2)
    with pytest.raises(GanLabError, match=reason):
        game.change(**wrong)
    assert (game.settings, game.steps) == (Settings(), 2)


@pytest.mark.parametrize("n", [0, -1, 1.0, True])
def test_steps_are_counted_in_whole_numbers(n) -> None:
    with pytest.raises(GanLabError, match=r"whole number from 1 on, got"):
        Game().step(n)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_real_points_lie_in_the_picture_and_follow_their_generator(name) -> None:
    draw = DISTRIBUTIONS[name].draw
    x, same, other = (draw(2000, generator=torch.Generator().manual_seed(s)) for s in (0, 0, 1))
    assert x.shape == (2000, 2)
    assert x.dtype == torch.float32
    assert torch.equal(x, same)
    assert not torch.equal(x, other)
    assert float(x.abs().max()) < DISTRIBUTIONS[name].reach
    assert float(x.abs().max()) > DISTRIBUTIONS[name].reach / 2  # and fill it


def test_shapes_of_the_real_points() -> None:
    """The mean distance from what each is meant to lie on."""

    def drawn(name: str) -> Tensor:
        return DISTRIBUTIONS[name].draw(2000, generator=torch.Generator().manual_seed(0))

    assert (drawn("circle").norm(dim=1) - 2).abs().mean() < 0.06
    x, y = drawn("line").T
    assert (x / 2 - y).abs().mean() < 0.1
    x, y = (drawn("two moons") / 1.3).T
    upper = ((x + 0.5).square() + (y + 0.25).square()).sqrt() - 1
    lower = ((x - 0.5).square() + (y - 0.25).square()).sqrt() - 1
    assert torch.minimum(upper.abs(), lower.abs()).mean() < 0.1
    x = drawn("spiral")
    angle = torch.atan2(x[:, 1], x[:, 0]) % (2 * torch.pi)
    turns = torch.stack([angle, angle + 2 * torch.pi], dim=1)  # the arm passes once or twice
    off = (x.norm(dim=1, keepdim=True) - 2.2 / (3 * torch.pi) * turns).abs().min(1).values
    assert off.mean() < 0.1


def test_noise_of_each_kind() -> None:
    generator = torch.Generator().manual_seed(0)
    drawn = {name: noise.draw(4000, generator=generator) for name, noise in NOISES.items()}
    assert {name: z.shape[1] for name, z in drawn.items()} == {
        "normal, 2 numbers": 2,
        "uniform, 2 numbers": 2,
        "normal, 1 number": 1,
    }
    uniform = drawn["uniform, 2 numbers"]
    assert -1 <= uniform.min() < -0.99
    assert 0.99 < uniform.max() <= 1
    assert drawn["normal, 2 numbers"].std() == pytest.approx(1, abs=0.05)


# --- what can be seen of it


class Slope(nn.Module):
    """D(x) = 3 x1 + 4 x2, by hand."""

    def forward(self, x: Tensor) -> Tensor:
        return x @ torch.tensor([3.0, 4.0])


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        # at D(x) = 0: -softplus'(0) = 1/2 of the slope (3, 4), both ways of writing the loss
        (losses.non_saturating, (1.5, 2.0)),
        (losses.minimax, (1.5, 2.0)),
        (losses.wasserstein, (3.0, 4.0)),
        (losses.hinge, (3.0, 4.0)),
        (losses.least_squares, (6.0, 8.0)),  # 2 (1 - 0) times the slope
        (losses.relativistic, (1.5, 2.0)),
    ],
)
def test_arrows_climb_towards_what_d_takes_for_real(loss, expected) -> None:
    x = torch.zeros(5, 2)  # five points, each with its own gradient: no fifth of it
    assert torch.allclose(pull(Slope(), loss, x, x), torch.tensor([expected]).expand(5, 2))


def test_arrows_vanish_with_the_minimax_loss_alone_where_d_is_sure() -> None:
    x = torch.tensor([[-1.0, -1.25]])  # D(x) = -8
    assert pull(Slope(), losses.minimax, x, x).norm() == pytest.approx(5 * 0.000335, rel=0.01)
    assert pull(Slope(), losses.non_saturating, x, x).norm() == pytest.approx(5, rel=0.001)


def test_a_snapshot_holds_what_the_networks_say() -> None:
    game = played(8)
    seen = game.look()
    with torch.no_grad():
        assert torch.allclose(seen.x_fake, game.G(game.z), atol=1e-6)
        reach, n = DISTRIBUTIONS["ring"].reach, plane.N_FIELD
        corners = torch.tensor([[-reach, -reach], [reach, -reach], [-reach, reach], [reach, reach]])
        said = torch.stack(
            [seen.field[0, 0], seen.field[0, -1], seen.field[-1, 0], seen.field[-1, -1]]
        )
        assert torch.allclose(said, game.D(corners), atol=1e-5)
        assert seen.field.shape == (n, n)
        lines = NOISES["normal, 2 numbers"].lines
        assert torch.allclose(seen.manifold[3], game.G(lines[3]), atol=1e-5)
    x, x_real = seen.x_fake[: plane.N_ARROWS], game.x_real[: plane.N_ARROWS]
    assert torch.allclose(seen.arrows, pull(game.D, losses.non_saturating, x, x_real), atol=1e-6)
    assert (seen.d_loss, seen.g_loss) == game.losses.rows[-1][1:]
    assert seen.modes == modes_covered(
        seen.x_fake, DISTRIBUTIONS["ring"].modes.centres, DISTRIBUTIONS["ring"].modes.sigma
    )
    assert played(1, distribution="circle").look().modes is None


def test_the_net_of_z_covers_its_square_and_one_number_is_a_line() -> None:
    net = NOISES["uniform, 2 numbers"].lines
    assert net.shape == (18, 41, 2)
    for one in net:  # along a line one number stays, the other goes from end to end
        spans = sorted((one.max(0).values - one.min(0).values).tolist())
        assert spans == pytest.approx([0, 2])
    assert float(net[0, 0, 0] - net[0, -1, 0]) == pytest.approx(-2)  # across
    assert float(net[9, 0, 1] - net[9, -1, 1]) == pytest.approx(-2)  # upright
    assert played(1, noise="normal, 1 number").look().manifold.shape == (1, 401, 2)


@pytest.mark.parametrize(
    ("loss", "outputs", "expected"),
    [
        ("non-saturating", [[-2.0, 0.0], [2.0, 50.0]], [[0.1192, 0.5], [0.8808, 1.0]]),
        ("least squares", [[-1.0, 0.0], [0.5, 1.5]], [[0.0, 0.0], [0.5, 1.0]]),
        ("hinge", [[-3.0, -1.0], [0.0, 1.0]], [[0.0, 0.0], [0.5, 1.0]]),
        ("Wasserstein", [[10.0, 12.0], [11.0, 14.0]], [[0.0, 0.5], [0.25, 1.0]]),
        ("relativistic", [[7.0, 7.0], [7.0, 7.0]], [[0.0, 0.0], [0.0, 0.0]]),
    ],
)
def test_shades_are_read_as_the_loss_means_them(loss, outputs, expected) -> None:
    seen = replace(Game(Settings(loss=loss)).look(), field=torch.tensor(outputs))
    assert torch.allclose(seen.shades(), torch.tensor(expected), atol=1e-3)


def test_the_history_stays_small_and_reaches_back_to_the_start(monkeypatch) -> None:
    monkeypatch.setattr(plane, "MOST_SNAPSHOTS", 6)
    monkeypatch.setattr(plane, "MOST_LOSSES", 20)
    game = Game()
    game.step(60)
    assert [s.step for s in game.history] == [0, 10, 20, 30, 40, 50, 60][::2]
    game.step(60)
    assert [s.step for s in game.history] == [0, 20, 40, 60, 80, 100, 120][::2]
    steps = [step for step, _, _ in game.losses.rows]
    assert len(steps) <= 20
    assert steps[0] <= 8
    assert steps[-1] > 110
    assert set(torch.tensor(steps).diff().tolist()) == {game.losses.every}


def test_former_snapshots_do_not_change_when_the_game_goes_on() -> None:
    game = played(10)
    kept = [s.x_fake.clone() for s in game.history]
    game.step(20)
    assert all(torch.equal(s.x_fake, x) for s, x in zip(game.history, kept, strict=False))
    assert not torch.equal(game.history[0].x_fake, game.history[1].x_fake)


@pytest.mark.parametrize("net", ["G", "D"])
def test_what_is_no_number_ends_the_game_with_a_word(net) -> None:
    game = played(12)
    with torch.no_grad():
        next(getattr(game, net).parameters()).fill_(torch.nan)
    game.step(50)
    assert game.steps == 13
    assert re.search(r"ended at step 13: d_loss is no longer a number.*Begin anew", game.ended)
    assert game.look().step == 10  # the last sound one
    assert torch.isfinite(game.look().x_fake).all()
    game.change(lr_g=1e-3)
    game.step()
    assert game.steps == 13
    game.restart()
    assert game.ended == ""
    game.step()
    assert game.look().step == 1


def test_points_that_are_no_numbers_end_it_though_the_losses_are_sound() -> None:
    game = played(12)
    with torch.no_grad():
        game.G.net[-1].bias.fill_(torch.inf)
    game._seen = None
    assert game.look().step == 10
    assert "no longer a number" in game.ended


# --- the page


def alternative_text(widget: ipywidgets.HTML) -> str:
    return html.unescape(re.search(r'alt="([^"]*)"', widget.value)[1])


def pixels(widget: ipywidgets.HTML) -> Tensor:
    """The picture, (h, w, 3) of 0..255."""
    data = re.search(r"base64,([^\"]+)", widget.value)[1]
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    return torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).view(
        picture.height, picture.width, 3
    )


def test_the_buttons_step_and_reset() -> None:
    panel = Playground()
    panel.one.click()
    assert panel.game.steps == 1
    panel.many.click()
    assert panel.game.steps == 51
    assert panel.place.value == "now: step 51"
    assert torch.equal(weights(panel.game), weights(played(51)))
    panel.reset.click()
    assert panel.game.steps == 0
    assert panel.place.value == "now: step 0"


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("lr_g", 0.01),
        ("lr_d", 0.05),
        ("k", 4),
        ("loss", "Wasserstein"),
        ("penalty", 10.0),
        ("beta1", 0.9),
        ("distribution", "grid"),
        ("noise", "normal, 1 number"),
        ("seed", 9),
    ],
)
def test_each_control_changes_its_rule_alone(control, value) -> None:
    panel = Playground()
    panel.many.click()
    before = panel.view.value
    getattr(panel, control).value = value
    assert panel.game.settings == replace(Settings(), **{control: value})
    restarted = control in ("distribution", "noise", "seed")
    assert panel.game.steps == (0 if restarted else 50)
    assert (panel.view.value != before) is (restarted or control == "loss")


def test_it_begins_with_the_settings_that_it_was_given() -> None:
    panel = Playground(distribution="two heaps", lr_g=0.003, penalty=0.3, beta1=0.4, k=7, seed=11)
    assert panel.game.settings == Settings(
        "two heaps", lr_g=0.003, penalty=0.3, beta1=0.4, k=7, seed=11
    )
    shown = {name: getattr(panel, name).value for name in ("lr_g", "penalty", "beta1", "k", "seed")}
    assert shown == {"lr_g": 0.003, "penalty": 0.3, "beta1": 0.4, "k": 7, "seed": 11}
    panel.one.click()
    assert panel.game.settings.lr_g == 0.003


@pytest.mark.parametrize("wrong", [{"size": 100}, {"size": 400.0}, {"still": -1}, {"still": True}])
def test_size_and_still_are_whole_numbers(wrong) -> None:
    with pytest.raises(GanLabError, match=f"{next(iter(wrong))} must be a whole number from"):
        Playground(**wrong)


def test_the_size_is_that_of_the_square_in_pixels() -> None:
    small, large = (pixels(Playground(size=size).view) for size in (350, 550))
    assert large.shape[0] - small.shape[0] == large.shape[1] - small.shape[1] == 200


def test_the_slider_looks_back_and_its_end_is_now() -> None:
    panel = Playground()
    panel.many.click()
    panel.one.click()
    now = panel.view.value
    assert panel.back.value == panel.back.max == len(panel.game.history) == 6
    panel.back.value = 2
    assert panel.shown is panel.game.history[2]
    assert panel.place.value == "step 20 of 51"
    assert "Step 20:" in alternative_text(panel.view)
    assert "marks step 20" in alternative_text(panel.side)
    assert panel.game.steps == 51
    panel.back.value = panel.back.max
    assert panel.view.value == now
    panel.back.value = 0
    panel.one.click()  # goes on from now, not from there
    assert panel.place.value == "now: step 52"
    assert panel.back.value == panel.back.max


def test_the_slider_follows_a_history_that_is_thinned_and_reset(monkeypatch) -> None:
    monkeypatch.setattr(plane, "MOST_SNAPSHOTS", 6)
    panel = Playground()
    panel.many.click()
    assert panel.back.max == 6
    panel.many.click()  # 0, 20, ..., 100
    assert panel.back.value == panel.back.max == len(panel.game.history) == 6
    panel.many.click()  # 0, 40, 80, 120
    assert panel.back.value == panel.back.max == len(panel.game.history) == 4
    assert panel.place.value == "now: step 150"
    panel.reset.click()
    assert panel.back.value == panel.back.max == 1
    assert panel.place.value == "now: step 0"


def test_the_picture_shows_what_the_boxes_say() -> None:
    def coloured() -> dict[str, float]:
        """The shares of the square that are grey, black and green."""
        r, g, b = pixels(panel.view)[28:464, 36:472].float().unbind(2)  # within the frame
        grey = ((r - g).abs() < 8) & ((r - b).abs() < 8)
        found = {
            "Shades": grey & (r > 100) & (r < 245),
            "Arrows": grey & (r < 60),
            "net of z": (g > r + 60) & (g > b + 20),
        }
        return {name: where.float().mean().item() for name, where in found.items()}

    panel = Playground()
    panel.many.click()
    boxes = {"Shades": panel.field, "Arrows": panel.arrows, "net of z": panel.manifold}
    before = coloured()
    assert min(before.values()) > 0.001
    for name, box in boxes.items():
        assert name in alternative_text(panel.view)
        box.value = False
        assert name not in alternative_text(panel.view)
        after = coloured()
        assert after[name] < 0.2 * before[name], name
        box.value = True
        assert coloured() == before


def test_numbers_and_legend_follow_what_is_shown() -> None:
    def around() -> tuple[Tensor, Tensor]:
        """Which pixels are dark, left of the square and below it."""
        picture = pixels(panel.view).amax(2) < 100
        return picture[:, :33], picture[480:]

    panel = Playground()
    numbers, legend = around()
    panel.distribution.value = "grid"  # reaches further
    assert not torch.equal(around()[0], numbers)
    panel.arrows.value = False
    assert not torch.equal(around()[1], legend)
    panel.distribution.value, panel.arrows.value = "ring", True
    assert torch.equal(around()[0], numbers)
    assert torch.equal(around()[1], legend)


def test_the_curves_show_both_losses_the_modes_and_the_moment() -> None:
    def coloured() -> tuple[int, int, int]:
        r, g, b = pixels(panel.side)[50:].float().unbind(2)  # below the legend
        blue, orange, green = (b > r + 60) & (b > g + 20), (r > b + 60), (g > r + 60) & (g > b + 20)
        return tuple(int(where.sum()) for where in (blue, orange, green))

    panel = Playground()
    assert coloured()[:2] == (0, 0)
    panel.many.click()
    assert min(coloured()) > 50
    places = set()
    for place in (1, 3):
        panel.back.value = place
        black = pixels(panel.side)[50:160, 60:330].amax(2) < 90  # within the frame
        assert black.sum() > 20
        places.add(int(black.sum(0).argmax()))
    assert max(places) - min(places) > 50  # the mark moves with the slider
    panel.distribution.value = "circle"
    panel.many.click()
    blue, orange, green = coloured()
    assert min(blue, orange) > 50
    assert green == 0


def test_the_field_is_light_where_d_says_real_and_the_right_way_up() -> None:
    panel = Playground()
    ramp = torch.linspace(-6, 6, plane.N_FIELD)
    seen = panel.game.look()
    for field, light, dark in (
        (ramp[:, None].expand(-1, plane.N_FIELD), (30, 250), (460, 250)),  # rows go upwards
        (ramp.expand(plane.N_FIELD, -1), (250, 470), (250, 38)),
    ):
        panel.game._seen = replace(seen, field=field.contiguous())
        panel._redraw()
        picture = pixels(panel.view)
        assert picture[light].float().mean() > 240
        assert 100 < picture[dark].float().mean() < 150  # points on it can still be seen


def test_arrows_are_drawn_the_way_they_point() -> None:
    panel = Playground()
    panel.field.value = panel.manifold.value = False
    n = plane.N_ARROWS
    seen = replace(
        panel.game.look(),
        x_fake=torch.full((plane.N_POINTS, 2), 0.5),
        arrows=torch.tensor([[0.0, 9.0]]).expand(n, 2),
    )
    panel.game._seen = seen
    panel._redraw()
    black = (pixels(panel.view)[28:464, 36:472].amax(2) < 60).nonzero().float()
    start = torch.tensor([436 / 2 * (1 - 0.5 / 2.9), 436 / 2 * (1 + 0.5 / 2.9)])  # row, column
    assert black[:, 0].mean() < start[0] - 15  # above the point
    assert black[:, 1].mean() == pytest.approx(float(start[1]), abs=3)


def test_long_arrows_are_cut_and_short_ones_keep_their_proportions() -> None:
    arrows = torch.tensor([[0.0, 0.0], [0.003, 0.004], [0.03, 0.04], [3000.0, 4000.0]]).numpy()
    lengths = torch.tensor(playground._drawn_length(arrows, 0.5)).norm(dim=1)
    assert lengths.tolist() == pytest.approx([0, 0.0025, 0.025, 0.5], rel=0.01)


def test_alternative_texts_follow_the_game() -> None:
    panel = Playground()
    texts = set()
    for act in (lambda: None, panel.one.click, panel.many.click, panel.reset.click):
        act()
        texts.add((alternative_text(panel.view), alternative_text(panel.side)))
    assert len(texts) == 3  # after the reset it is as before
    panel.many.click()
    said = alternative_text(panel.view)
    seen = panel.game.look()
    assert "8 heaps on a ring" in said
    assert f"Step 50: d_loss {seen.d_loss:.3f}, g_loss {seen.g_loss:.3f}" in said
    assert f"{seen.modes.covered} of 8 modes covered" in said
    assert f"d_loss ends at {seen.d_loss:.3f}" in alternative_text(panel.side)
    panel.distribution.value = "two moons"
    assert "two half moons" in alternative_text(panel.view)
    assert "modes" not in alternative_text(panel.view)


def test_points_outside_are_counted() -> None:
    panel = Playground()
    assert "outside" not in panel.facts.value
    with torch.no_grad():
        panel.game.G.net[-1].bias.fill_(50.0)
    panel.game._seen = None
    panel._redraw()
    assert "1,000 of 1,000 points outside the picture" in panel.facts.value


def test_the_rules_are_told() -> None:
    panel = Playground()
    assert "penalty of weight 0.1 draws D's slope towards 0" in html.unescape(panel.rules.value)
    panel.loss.value = "Wasserstein"
    assert "towards 1 between" in panel.rules.value
    panel.penalty.value = 0.0
    assert "scores may grow without end" in panel.rules.value


def test_a_game_that_has_ended_says_so() -> None:
    panel = Playground()
    panel.many.click()
    with torch.no_grad():
        next(panel.game.G.parameters()).fill_(torch.nan)
    panel.one.click()
    assert "ended at step 51" in panel.facts.value
    assert panel.trouble.value == ""
    panel.reset.click()
    assert "ended" not in panel.facts.value


def test_the_still_picture_shows_a_game_under_way() -> None:
    panel = Playground(still=30, title="Heaps & rings")
    before = torch.random.get_rng_state()
    picture = panel.picture()
    assert torch.equal(torch.random.get_rng_state(), before)
    assert panel.game.steps == 0
    assert "Heaps &amp; rings" in picture
    assert picture.count("<img alt=") == 2
    assert f"Step 30: d_loss {played(30).look().d_loss:.3f}" in picture
    panel.one.click()
    assert "Step 1:" in panel.picture()  # once it is played, as it is
    assert "Step 0" in Playground(still=0).picture()


def test_closing_frees_all_widgets(living) -> None:
    before = living()
    panel = Playground()
    panel.many.click()
    panel.back.value = 1
    assert living() > before + 20
    panel.close()
    assert living() == before


def test_play_outside_a_notebook_says_what_it_needs() -> None:
    panel = Playground()
    panel.play.click()
    assert "needs a notebook page" in panel.trouble.value
    assert panel.play.description == "Play"
    panel.one.click()
    assert panel.game.steps == 1


# --- play: a task beside all others


async def until(happens: Callable[[], bool]) -> None:
    for _ in range(3000):
        if happens():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within half a minute")


@pytest.fixture
def in_a_notebook(living):
    """Runs a story (panel -> coroutine); in the end no task and no widget may be left."""

    async def whole(story) -> None:
        before, tasks = living(), len(asyncio.all_tasks())
        panel = Playground()
        await story(panel)
        panel.close()
        await until(lambda: len(asyncio.all_tasks()) == tasks)
        assert living() == before

    return lambda story: asyncio.run(whole(story))


def test_play_advances_and_pauses(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: len(panel.game.history) > 3)
        assert panel.play.description == "Pause"
        assert panel.back.value == panel.back.max == len(panel.game.history)
        assert f"step {panel.game.steps}" in panel.place.value
        panel.play.click()
        await until(lambda: panel.play.description == "Play")
        steps = panel.game.steps
        await asyncio.sleep(3 * playground.FRAME)
        assert panel.game.steps == steps
        assert panel.trouble.value == ""
        panel.play.click()
        await until(lambda: panel.game.steps > steps)
        assert torch.equal(weights(panel.game), weights(played(panel.game.steps)))

    in_a_notebook(story)


def test_rules_change_while_it_plays(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 1)
        panel.lr_g.value = 0.05
        await until(lambda: panel.game.settings.lr_g == 0.05)
        steps = panel.game.steps
        await until(lambda: panel.game.steps > steps)
        panel.distribution.value = "line"
        await until(lambda: panel.game.settings.distribution == "line")
        await until(lambda: panel.game.steps > 1)
        assert panel.play.description == "Pause"

    in_a_notebook(story)


def test_looking_back_pauses(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        told = []
        panel.play.click()
        await until(lambda: len(panel.game.history) > 2)
        panel.back.send_state = lambda key=None: told.append(key)  # to the page
        panel.back.value = 1
        await until(lambda: panel.play.description == "Play")
        steps = panel.game.steps
        told.clear()
        await until(lambda: told == ["value"])  # which a last frame may have told another place
        assert panel.game.steps == steps
        assert panel.place.value == f"step 10 of {steps}"
        assert panel.back.value == 1

    in_a_notebook(story)


def test_reset_ends_the_playing(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 1)
        panel.reset.click()
        await until(lambda: panel.game.steps == 0)
        await asyncio.sleep(2 * playground.FRAME)
        assert (panel.game.steps, panel.play.description) == (0, "Play")

    in_a_notebook(story)


@pytest.mark.parametrize("where", ["step", "look"])
def test_an_error_while_it_plays_is_told(in_a_notebook, where) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 1)

        def fail(*_: object) -> None:
            raise RuntimeError("out of <memory>")

        setattr(panel.game, where, fail)
        await until(lambda: panel.play.description == "Play")
        await until(lambda: panel.trouble.value != "")
        assert "RuntimeError: out of &lt;memory&gt;" in panel.trouble.value
        delattr(panel.game, where)

    in_a_notebook(story)


def test_playing_ends_with_the_game(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 1)
        with torch.no_grad():
            next(panel.game.D.parameters()).fill_(torch.nan)
        await until(lambda: panel.play.description == "Play")
        assert "The game has ended" in panel.facts.value
        assert panel.trouble.value == ""

    in_a_notebook(story)


def test_it_pauses_by_itself_when_nobody_looks_any_more(in_a_notebook, monkeypatch) -> None:
    monkeypatch.setattr(playground, "MOST_SECONDS", 0.3)

    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 0 and panel.play.description == "Play")
        await until(lambda: "Paused by itself" in panel.facts.value)
        panel.one.click()
        await until(lambda: "Paused by itself" not in panel.facts.value)

    in_a_notebook(story)


def test_closing_while_it_plays_ends_the_task(in_a_notebook) -> None:
    async def story(panel: Playground) -> None:
        panel.play.click()
        await until(lambda: panel.game.steps > 1)

    in_a_notebook(story)  # which closes it
