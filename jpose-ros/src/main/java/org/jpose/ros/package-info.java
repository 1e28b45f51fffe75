/** People for robots: images of ROS in, people out. Begin at {@link org.jpose.ros.PoseNode}. */
package org.jpose.ros;
