/** Between ROS' messages and jpose's images and people. */
package org.jpose.ros.convert;
