/**
 * Recordings of ROS 1 (rosbag format 2.0), read and written; {@code wiki.ros.org/Bags/Format/2.0}.
 */
package org.jpose.ros.bag;
