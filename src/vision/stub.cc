#include "vision/face_analyser.h"
