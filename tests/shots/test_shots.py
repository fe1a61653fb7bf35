"""The pictures that are looked at before a release can be taken: a short run of what `scripts/shots` runs whole."""

from pathlib import Path

from PIL import Image

from tests.shots.__main__ import LOOKS, pages


async def test_a_picture_is_taken_of_each_page_that_is_asked_for(tmp_path: Path) -> None:
    assert await pages(tmp_path, ("home", "office-case"), LOOKS[:1], years=False) == 2
    sizes = {}
    for path in tmp_path.iterdir():
        with Image.open(path) as picture:
            sizes[path.name] = picture.size
    assert set(sizes) == {"home-zh-390-light.png", "office-case-zh-390-light.png"}
    assert all(width == 390 and height > 800 for width, height in sizes.values())
