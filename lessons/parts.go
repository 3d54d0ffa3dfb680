package lessons

import "tcplab/lab"

// partNames are the names of the course's parts, by language.
var partNames = map[lab.Part]map[string]string{
	lab.Life:     {"en": "I. The life of a connection", "zh": "一、连接的一生"},
	lab.Programs: {"en": "II. Bytes and programs", "zh": "二、字节与程序"},
	lab.UDP:      {"en": "III. UDP", "zh": "三、UDP"},
	lab.Files:    {"en": "IV. Files", "zh": "四、文件"},
	lab.Curious:  {"en": "V. For the curious", "zh": "五、好奇者续读"},
}

// PartOf returns the name of the part of the course that a lesson belongs to.
func PartOf(l *lab.Lesson, lang string) string { return partNames[l.Part][lang] }
