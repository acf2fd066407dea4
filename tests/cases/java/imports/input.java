package com.example.shop;

import java.util.List;
import java.util.*;
import java.util.Map.Entry;
import static java.lang.Math.max;
import static com.example.Tools.*;
import Single;

class A {}
