#import <Foundation/Foundation.h>

@class Item;

@interface Cart : NSObject
@property (nonatomic, copy) NSString *name;
- (void)addItem:(Item *)item count:(int)count;
@end
