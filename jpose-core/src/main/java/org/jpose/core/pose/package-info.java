/** Skeletons and people: joints, limbs, keypoints, poses. The only home of the channel table. */
package org.jpose.core.pose;
