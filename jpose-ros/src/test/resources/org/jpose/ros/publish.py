# Publishes raw frames NNN.bgr of a folder again and again, each with its number as seconds of its stamp.
# publish.py FOLDER WIDTH HEIGHT HERTZ [TOPIC [now]]; with now the stamp is the time of publishing
import glob
import sys

import rospy
from sensor_msgs.msg import Image

folder, width, height, hertz = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
topic = sys.argv[5] if len(sys.argv) > 5 else '/camera/image_raw'
now = len(sys.argv) > 6
rospy.init_node('camera', anonymous=True, disable_signals=False)
publisher = rospy.Publisher(topic, Image, queue_size=2)
frames = [open(name, 'rb').read() for name in sorted(glob.glob(folder + '/*.bgr'))]
rate = rospy.Rate(hertz)
number = 0
while not rospy.is_shutdown():
    message = Image()
    message.header.stamp = rospy.Time.now() if now else rospy.Time(1000 + number % len(frames), 5)
    message.header.frame_id = 'camera_optical'
    message.height, message.width, message.step = height, width, 3 * width
    message.encoding = 'bgr8'
    message.data = frames[number % len(frames)]
    try:
        publisher.publish(message)
        rate.sleep()
    except rospy.ROSInterruptException:
        break
    number += 1
