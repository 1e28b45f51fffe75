/** A node of ROS 1: master and slave API over XML-RPC, messages over TCPROS. */
package org.jpose.ros.node;
