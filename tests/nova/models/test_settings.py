"""`[models]`: which model answers, where, at what price; and what is said when that cannot be."""

from decimal import Decimal

import pytest

from nova.app import App
from nova.domain.price import Price
from nova.errors import NoModel, SettingsError, UnknownName
from nova.models.connect import connect
from nova.models.settings import ModelSettings
from nova.settings import read_operator


def settings(tmp_path, text="", **variables) -> ModelSettings:
    config = tmp_path / "nova.toml"
    config.write_text(text)
    return App(read_operator({"NOVA_CONFIG": str(config), "NOVA_HOME": str(tmp_path), **variables})).models


def test_a_key_in_the_environment_turns_nothing_on(tmp_path):
    assert settings(tmp_path, ANTHROPIC_API_KEY="sk-x").engine == "offline"
    assert connect(ModelSettings(), {"ANTHROPIC_API_KEY": "sk-x"}) is None


def test_the_file_and_the_variables_are_read(tmp_path):
    given = settings(tmp_path, '[models]\nengine = "anthropic"\n[models.prices]\n"m" = [2, 8.5]\n',
                     NOVA_MODELS__BASE_URL="http://127.0.0.1:1", NOVA_MODELS__FAST="m")
    assert (given.engine, given.base_url, given.model_of("fast")) == ("anthropic", "http://127.0.0.1:1", "m")
    assert given.price_list().of == {"m": Price(Decimal(2), Decimal("8.5"))}


def test_prices_of_a_variable_with_cache_rates(tmp_path):
    given = settings(tmp_path, NOVA_MODELS__PRICES='{"m" = [2, 8, 0.1, 2.5]}')
    assert given.price_list().of["m"].cache_write == Decimal("2.5")


@pytest.mark.parametrize(("text", "words"), [
    ('engine = "antropic"', "models.engine is to be 'offline' or 'anthropic', not 'antropic'"),
    ('enigne = "offline"', "did you mean 'engine'?"),
    ("base_url = 5", "models.base_url is to be of type str"),
    ('base_url = "localhost:80"', 'such as "http://127.0.0.1:8080"'),
    ('base_url = "http://me@localhost"', "without a user"),
    ("retries = -1", "0 or more"),
    ("prices = 3", "models.prices is to be a table"),
    ('prices = {m = 3}', 'models.prices."m" is to be such as "some-model" = [2.0, 8.0]'),
    ('prices = {m = [1]}', "input and output"),
    ('prices = {m = [1, "2"]}', 'models.prices."m"'),
    ('prices = {m = [1, -2]}', 'models.prices."m"'),
    ('prices = {m = [1, nan]}', 'models.prices."m"'),
    ('prices = {m = [1, 2, 3]}', 'models.prices."m"'),
    ('prices = {m = "12"}', 'models.prices."m"'),
])
def test_what_does_not_fit_is_named(tmp_path, text, words):
    with pytest.raises(SettingsError) as error:
        settings(tmp_path, f"[models]\n{text}\n")
    assert words in str(error.value)


def test_a_key_where_its_name_belongs_is_not_repeated(tmp_path):
    with pytest.raises(SettingsError) as error:
        settings(tmp_path, NOVA_MODELS__KEY_VARIABLE="sk-ant-secret")
    assert "secret" not in str(error.value)


def test_an_unknown_tier_is_named():
    with pytest.raises(UnknownName, match="did you mean standard"):
        ModelSettings().model_of("standart")


@pytest.mark.parametrize("base_url", [None, "https://api.anthropic.com"])
def test_without_a_key_the_variable_to_set_is_named(base_url):
    with pytest.raises(NoModel, match="export MY_KEY"):
        connect(ModelSettings(engine="anthropic", key_variable="MY_KEY", base_url=base_url), {"MY_KEY": " "})


def test_a_key_that_cannot_be_sent_is_no_key():
    with pytest.raises(NoModel, match="no key has"):
        connect(ModelSettings(engine="anthropic"), {"ANTHROPIC_API_KEY": "schlüssel"})


def test_a_server_of_ones_own_needs_no_key():
    assert connect(ModelSettings(engine="anthropic", base_url="http://127.0.0.1:1"), {}) is not None
