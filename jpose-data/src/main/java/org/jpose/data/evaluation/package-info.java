/**
 * How good found people are, by the rules of COCO's own evaluation of keypoints, and what it does
 * not tell: which joints, which images.
 */
package org.jpose.data.evaluation;
