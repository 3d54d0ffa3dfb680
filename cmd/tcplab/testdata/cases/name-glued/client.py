# A client that sends a file's name and then its content.
import socket

c = socket.create_connection(("127.0.0.1", 18410))
c.sendall(b"notes.txt")
c.sendall(b"first line\nsecond line\n")
c.close()
