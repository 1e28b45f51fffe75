# Writes a bag of numbered pictures and words by Debian's rosbag: record.py BAG COMPRESSION COUNT [keep-open]
import os
import sys

import rosbag
import rospy
from sensor_msgs.msg import Image
from std_msgs.msg import String

bag = rosbag.Bag(sys.argv[1], 'w', compression=sys.argv[2], chunk_threshold=20000)
for number in range(int(sys.argv[3])):
    image = Image()
    image.header.seq = number
    image.header.stamp = rospy.Time(2000 + number // 10, number % 10 * 100000000)
    image.header.frame_id = 'eye'
    image.height, image.width, image.step, image.encoding = 24, 32, 96, 'bgr8'
    image.data = bytes((number * 7 + i * 13) % 251 for i in range(24 * 96))
    bag.write('/camera/image_raw', image, rospy.Time(3000 + number))
    bag.write('/words', String('word %d' % number), rospy.Time(3000 + number))
if len(sys.argv) > 4:
    bag.flush()
    os._exit(0)
bag.close()
