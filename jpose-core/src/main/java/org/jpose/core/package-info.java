/**
 * Pose estimation as one object: {@link org.jpose.core.PoseEstimator} turns an image into people,
 * through a {@link org.jpose.core.Backend} that runs the network.
 */
package org.jpose.core;
