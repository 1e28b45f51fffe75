/** The messages of ROS 1 that jpose reads and writes: records, their definitions, their bytes. */
package org.jpose.ros.message;
