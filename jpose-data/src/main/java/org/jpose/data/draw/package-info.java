/** Pictures of samples. */
package org.jpose.data.draw;
