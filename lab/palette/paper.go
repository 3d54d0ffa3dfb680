package palette

// A Paper is a ground that the project itself chooses, as on a web page and in
// print: with it come the inks. On a terminal the ground is the student's.
type Paper struct {
	Ground, Ink RGB
	Faint       RGB // what matters less, still to be read
	Rule        RGB // lines that part things, and what has never happened; nothing is read in it
	Tint        RGB // the ground of a line of code that is now

	Lines [NumMeanings]RGB  // a text or a line on the ground that has the meaning
	Fills [NumMeanings]Fill // a filled shape that has the meaning since this step
}

// Light and Dark are the two papers. Their hues are those of Hues, lighter or darker
// where the ground needs it.
var (
	Light = Paper{
		Ground: RGB{0xfb, 0xfb, 0xf9}, Ink: RGB{0x14, 0x17, 0x1c}, Faint: RGB{0x56, 0x5f, 0x6b}, Rule: RGB{0xd4, 0xd8, 0xdd}, Tint: RGB{0xdb, 0xea, 0xf9},
		Lines: [NumMeanings]RGB{Now: {0x00, 0x5f, 0xaf}, Held: {0x87, 0x50, 0x00}, Arrived: {0x00, 0x6b, 0x4b}, Lost: {0xaf, 0x00, 0x00}, Question: {0x87, 0x00, 0xaf}},
		Fills: [NumMeanings]Fill{Now: Hues[Now].Calm, Held: Hues[Held].Fresh, Arrived: Hues[Arrived].Fresh, Lost: Hues[Lost].Fresh, Question: Hues[Question].Fresh},
	}
	Dark = Paper{
		Ground: RGB{0x0f, 0x12, 0x17}, Ink: RGB{0xe8, 0xeb, 0xf0}, Faint: RGB{0x9d, 0xa7, 0xb5}, Rule: RGB{0x37, 0x3e, 0x49}, Tint: RGB{0x17, 0x30, 0x4b},
		Lines: [NumMeanings]RGB{Now: {0x6b, 0xb3, 0xff}, Held: {0xff, 0xaf, 0x00}, Arrived: {0x46, 0xd1, 0x9d}, Lost: {0xff, 0x87, 0x87}, Question: {0xd7, 0x9b, 0xff}},
		Fills: [NumMeanings]Fill{Now: Hues[Now].Fresh, Held: Hues[Held].Fresh, Arrived: Hues[Arrived].Fresh, Lost: Hues[Lost].Fresh, Question: Hues[Question].Fresh},
	}
)
