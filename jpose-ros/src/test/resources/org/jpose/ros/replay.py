# Says what Debian's rosbag reads of a bag: replay.py BAG
import sys

import rosbag

with rosbag.Bag(sys.argv[1]) as bag:
    for topic, message, time in bag.read_messages():
        line = '%s %s %d.%09d' % (topic, message._type, time.secs, time.nsecs)
        if hasattr(message, 'persons'):
            line += ' %dx%d %d.%09d %s' % (message.image_w, message.image_h, message.header.stamp.secs, message.header.stamp.nsecs, message.header.frame_id)
            for person in message.persons:
                line += ' |' + ''.join(' %d %.6f %.6f %.6f' % (p.part_id, p.x, p.y, p.confidence) for p in person.body_part)
        elif hasattr(message, 'data') and hasattr(message, 'step'):
            line += ' %dx%d %s %d' % (message.width, message.height, message.encoding, sum(bytes(message.data)))
        print(line)
    print('chunks of', bag.get_compression_info().compression, bag.get_message_count())
