/** The networks that jpose knows by name. */
package org.jpose.net.architecture;
