# A client that sends a datagram of 20 bytes and one of 3.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", 18408))
s.send(b"position=12345,67890")
s.send(b"end")
