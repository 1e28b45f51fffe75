/** How good a network in training is on data it does not learn from. */
package org.jpose.train.validation;
