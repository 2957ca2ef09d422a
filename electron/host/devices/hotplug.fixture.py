# A USB bus that the test plugs things into, for one program: umockdev shows it the files of a bus, and this sends the messages that udev
# would. Run inside a network namespace of its own (unshare -rn), so that no other program on the machine hears them.
# Debian: umockdev, gir1.2-umockdev-1.0, python3-gi.
#
#   hotplug.fixture.py PROGRAM ARGUMENT...     then, line by line on stdin:
#   add PORT ADDRESS VENDOR PRODUCT CLASS SERIAL NAME    for example: add 1-2 5 046d 0825 0e SN1 Bench camera
#   remove PORT                                          end
import os
import socket
import struct
import subprocess
import sys

import gi

gi.require_version('UMockdev', '1.0')
from gi.repository import UMockdev  # noqa: E402

HUB = '/devices/pci0000:00/0000:00:14.0/usb1'
testbed = UMockdev.Testbed.new()
plugged = {}
sequence = 9000


def descriptors(vendor, product, interface_class):
    device = bytearray.fromhex('12010002ef020140000000000001010203 01')
    device[8:12] = struct.pack('<HH', vendor, product)
    return bytes(device) + bytes([9, 2, 18, 0, 1, 1, 0, 0x80, 50]) + bytes([9, 4, 0, 0, 0, interface_class, 1, 0, 0])


def add(port, address, vendor, product, interface_class, serial, name):
    content = descriptors(vendor, product, interface_class)
    testbed.add_from_string(f'''P: {HUB}/{port}
N: bus/usb/001/{address:03d}
E: DEVNAME=/dev/bus/usb/001/{address:03d}
E: DEVTYPE=usb_device
E: BUSNUM=001
E: DEVNUM={address:03d}
E: PRODUCT={vendor:x}/{product:x}/100
E: SUBSYSTEM=usb
E: MAJOR=189
E: MINOR={address - 1}
A: busnum=1\\n
A: devnum={address}\\n
A: devpath={port.split('-')[1]}\\n
A: bConfigurationValue=1\\n
A: bNumConfigurations=1\\n
A: bNumInterfaces=1\\n
A: bDeviceClass=ef\\n
A: bDeviceSubClass=02\\n
A: bDeviceProtocol=01\\n
A: bMaxPacketSize0=64\\n
A: bcdDevice=0100\\n
A: bmAttributes=80\\n
A: idVendor={vendor:04x}\\n
A: idProduct={product:04x}\\n
A: version= 2.00\\n
A: manufacturer=Loupe\\n
A: product={name}\\n
A: serial={serial}\\n
A: speed=480\\n
A: maxchild=0\\n
H: descriptors={content.hex().upper()}
''')
    plugged[port] = address


def tell(action, port):
    """What udev tells its listeners: the header of libudev's monitor, then NUL-separated properties, to group 2."""
    global sequence
    sequence += 1
    address = plugged[port]
    properties = {
        'ACTION': action,
        'DEVPATH': f'{HUB}/{port}',
        'SUBSYSTEM': 'usb',
        'DEVTYPE': 'usb_device',
        'DEVNAME': f'/dev/bus/usb/001/{address:03d}',
        'BUSNUM': '001',
        'DEVNUM': f'{address:03d}',
        'PRODUCT': '1/1/100',
        'SEQNUM': str(sequence),
        'MAJOR': '189',
        'MINOR': str(address - 1),
        'USEC_INITIALIZED': '1',
    }
    body = b''.join(f'{key}={value}'.encode() + b'\0' for key, value in properties.items())
    header = b'libudev\0' + struct.pack('>I', 0xFEEDCAFE) + struct.pack('=III', 40, 40, len(body))
    header += struct.pack('>I', 0) + struct.pack('=III', 0, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15) as netlink:
        netlink.bind((0, 0))
        try:
            netlink.sendto(header + body, (0, 2))
        except ConnectionRefusedError:
            pass  # nobody listens: the watcher has been killed


# A hub, so that there is a bus at all.
add('1-1', 2, 0x1D6B, 2, 9, 'HUB', 'Hub')
environment = {**os.environ, 'UMOCKDEV_DIR': testbed.get_root_dir(), 'LD_PRELOAD': 'libumockdev-preload.so.0'}
program = subprocess.Popen(sys.argv[1:], env=environment, stdin=subprocess.DEVNULL)
for line in sys.stdin:
    command, *words = line.split()
    if command == 'end':
        break
    if command == 'add':
        port, address, vendor, product, interface_class, serial = words[:6]
        add(port, int(address), int(vendor, 16), int(product, 16), int(interface_class, 16), serial, ' '.join(words[6:]))
        tell('add', port)
    elif command == 'remove':
        [port] = words
        testbed.remove_device(f'/sys{HUB}/{port}')
        tell('remove', port)
program.kill()
program.wait()
