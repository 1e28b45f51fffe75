/** The models jpose knows and the one that comes with it. */
package org.jpose.zoo;
