/** What a ROS system is to jpose, whether it is reached as a node or over rosbridge. */
package org.jpose.ros.topic;
