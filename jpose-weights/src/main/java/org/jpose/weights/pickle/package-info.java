/**
 * Reads Python pickles without running them: values and a list of known constructions, all else
 * refused by name.
 */
package org.jpose.weights.pickle;
