# Writes people that come on a topic, by classes generated from tfpose_ros' definitions, until COUNT messages are there.
# subscribe.py FOLDER_OF_CLASSES TOPIC COUNT
import sys

sys.path.insert(0, sys.argv[1])
import rospy
from tfpose_ros.msg import Persons

lines = []


def received(message):
    if len(lines) >= int(sys.argv[3]):
        return
    header = message.header
    line = '%d %d %s %d %d' % (header.stamp.secs, header.stamp.nsecs, header.frame_id, message.image_w, message.image_h)
    for person in message.persons:
        line += ' |'
        for part in person.body_part:
            line += ' %d %.9g %.9g %.9g' % (part.part_id, part.x, part.y, part.confidence)
    lines.append(line)
    print(line, flush=True)
    if len(lines) >= int(sys.argv[3]):
        rospy.signal_shutdown('done')


rospy.init_node('reader', anonymous=True)
rospy.Subscriber(sys.argv[2], Persons, received, queue_size=10)
rospy.spin()
