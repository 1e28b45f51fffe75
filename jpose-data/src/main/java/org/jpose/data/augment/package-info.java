/**
 * What happens to a sample before a network sees it: one affine map from image to network input,
 * and changes of its colours. What is drawn at random depends on a sample's own generator alone.
 */
package org.jpose.data.augment;
