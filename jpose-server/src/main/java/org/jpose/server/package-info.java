/**
 * People by HTTP: REST, a live stream, a web page. Begin with {@link org.jpose.server.PoseServer}.
 */
package org.jpose.server;
