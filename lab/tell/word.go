package tell

import "tcplab/lab/words"

// A Word is a text of tcplab's own in its languages: English, then Chinese.
type Word = words.Word
