# A server whose buffer has room for 8 bytes of a datagram.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 18408))
for i in range(2):
    print("got", s.recvfrom(8)[0], flush=True)
