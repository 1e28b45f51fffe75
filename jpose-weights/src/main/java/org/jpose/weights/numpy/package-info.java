/** Arrays and archives of NumPy, also pickled dictionaries. */
package org.jpose.weights.numpy;
