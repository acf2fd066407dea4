CREATE TABLE `orders` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `total` decimal(10,2) DEFAULT NULL COMMENT 'in cents',
  PRIMARY KEY (`id`),
  KEY `by_total` (`total`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

DELIMITER //
CREATE DEFINER=`root`@`localhost` PROCEDURE `fill_orders`(IN amount INT)
BEGIN
  DECLARE i INT DEFAULT 0;
  INSERT INTO orders (total) VALUES (amount);
END //
DELIMITER ;

CREATE TABLE [dbo].[Customers] (
  [Id] INT IDENTITY(1,1) NOT NULL,
  [Name] NVARCHAR(50) NULL
)
GO

CREATE PROCEDURE dbo.GetCustomer @Id INT AS
BEGIN
  SELECT TOP 1 * FROM Customers WHERE Id = @Id;
END
GO

PRAGMA foreign_keys = ON;
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(title, body);

CREATE OR REPLACE PACKAGE BODY emp_bonus AS
  PROCEDURE calc_bonus (date_hired DATE) IS
  BEGIN
    NULL;
  END;
END emp_bonus;
/

CREATE VIEW after_all AS SELECT id FROM notes;
