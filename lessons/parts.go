package lessons

import "tcplab/lab"

// partNames are the names of the course's parts, by language.
var partNames = map[lab.Part]map[string]string{
	lab.Life:     {"en": "I. The life of a connection", "zh": "一、连接的一生"},
	lab.Programs: {"en": "II. Bytes and programs", "zh": "二、字节与程序"},
	lab.UDP:      {"en": "III. UDP", "zh": "三、UDP"},
	lab.Files:    {"en": "IV. Files", "zh": "四、文件"},
	lab.Errors:   {"en": "V. Everyday errors", "zh": "五、日常错误"},
	lab.Loss:     {"en": "VI. What gets lost, and what it is for", "zh": "六、什么会丢，它又是为了什么"},
	lab.Queues:   {"en": "VII. Windows and queues", "zh": "七、窗口与队列"},
	lab.Curious:  {"en": "VIII. For the curious", "zh": "八、好奇者续读"},
}

// PartOf returns the name of the part of the course that a lesson belongs to.
func PartOf(l *lab.Lesson, lang string) string { return partNames[l.Part][lang] }
