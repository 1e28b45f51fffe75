/** A ROS system over rosbridge's JSON protocol, version 2, which ROS 1 and ROS 2 both offer. */
package org.jpose.ros.bridge;
