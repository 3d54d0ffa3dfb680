package page

import (
	"io"

	"tcplab/lab/words"
)

// Slide writes one step of a run as an SVG image.
func Slide(io.Writer, Recording, int, string) error {
	return words.Errorf("the image of a step is not built yet: write a page, and take a picture of it",
		"一步的图片还没有做：请写成网页，再截图")
}
